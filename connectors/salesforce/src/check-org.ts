import { type CheckResult, ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import type { Descriptions } from './check.ts'
import { callClient, type SalesforceContext } from './client.ts'
import { readCurrencies, seesRates } from './organisation.ts'
import { lackingOf, type ToldPermissions, viewSetup } from './permissions.ts'
import { queryRows } from './query.ts'

const versions = z.array(z.object({ version: z.string() }))

/** Whether the org still answers, and answers already, to the version of the settings. */
export async function readVersions(ctx: SalesforceContext): Promise<Omit<CheckResult, 'name'>> {
  const answer: unknown = await callClient(
    ctx,
    { effect: 'read', operation: 'list the API versions' },
    async (connection) => connection.requestGet('/services/data'),
  )
  const parsed = versions.safeParse(answer)
  if (!parsed.success) throw new ConnectorError('contract', 'the answer lists no versions')
  const all = parsed.data.map(({ version }) => version)
  const { apiVersion } = ctx.settings
  const [oldest, newest] = [all.at(0), all.at(-1)]
  const detail = `${apiVersion}; the org answers to ${oldest} through ${newest}`
  if (all.includes(apiVersion)) return { ok: true, detail }
  return { ok: false, detail: `${detail}: set apiVersion to one of these` }
}

/** What of an org's edition and features matters for what is read of it. */
export async function describeFeatures(
  ctx: SalesforceContext,
  descriptions: Descriptions,
  told: ToldPermissions | null,
): Promise<Omit<CheckResult, 'name'>> {
  const fieldsOf = (object: string) => {
    const found = descriptions.get(object)
    return found !== undefined && 'value' in found ? (found.value?.fields ?? null) : null
  }
  const facts: string[] = []
  let ok = true
  if (fieldsOf('Opportunity')?.has('CurrencyIsoCode') === true) {
    const currencies = await readCurrencies(ctx)
    const isDated = currencies?.rates.some(({ from }) => from !== null) === true
    // An org that dates no rates has no such object either: only the permission tells the one from the other.
    const mayBeHidden =
      told !== null &&
      lackingOf(told, [viewSetup]).length > 0 &&
      !(await seesRates(ctx, 'DatedConversionRate'))
    ok = currencies !== null && !mayBeHidden
    facts.push(
      currencies === null
        ? 'several currencies, whose rates this user does not see: give it "View Setup and Configuration"'
        : mayBeHidden
          ? 'several currencies, whose dated rates this user may not see: give it "View Setup and Configuration"'
          : `several currencies, brought into ${currencies.corporate} by ${isDated ? 'dated' : 'fixed'} rates`,
    )
  } else {
    const { currency } = ctx.settings
    facts.push(
      `one currency${currency === null ? ", which Salesforce's API does not tell: name it in the setting currency" : ` (${currency})`}`,
    )
  }
  facts.push(
    fieldsOf('Account')?.has('IsPersonAccount') === true ? 'person accounts' : 'no person accounts',
    await historyOf(ctx, fieldsOf('CaseHistory') !== null),
    fieldsOf('Case')?.has('EntitlementId') === true ? 'entitlements' : 'no entitlements',
  )
  return { ok, detail: facts.join('; ') }
}

/** Rows about the status are written only where an admin has it tracked. */
async function historyOf(ctx: SalesforceContext, hasHistory: boolean): Promise<string> {
  if (!hasHistory) return 'no history of cases: reopened cases cannot be told'
  const soql = "SELECT Id FROM CaseHistory WHERE Field = 'Status' LIMIT 1"
  const rows = await queryRows(ctx, 'look for tracked statuses', soql)
  return rows.length > 0
    ? 'the status of cases is tracked'
    : 'no status of a case has been tracked: set up field history tracking for Case.Status, or reopened cases cannot be told'
}
