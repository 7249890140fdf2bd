import { type CheckResult, type ConnectorContext, ConnectorError } from '@rapport/connector'
import { type Account, readAccount } from './account.ts'
import { wholeNumber } from './limits.ts'
import { listRecords } from './objects.ts'
import type { ObjectType } from './paths.ts'
import { readDefinitions } from './property-definitions.ts'
import type { HubspotSettings } from './settings.ts'
import { readTokenInfo } from './token-info.ts'

type Context = ConnectorContext<HubspotSettings>

const objectTypes: readonly ObjectType[] = ['contacts', 'companies', 'deals']

/** What the app must be allowed to do, and what for. */
const neededScopes: readonly { readonly scope: string; readonly purpose: string }[] = [
  { scope: 'crm.objects.contacts.read', purpose: 'read contacts' },
  { scope: 'crm.objects.companies.read', purpose: 'read companies' },
  { scope: 'crm.objects.deals.read', purpose: 'read deals' },
  { scope: 'crm.objects.owners.read', purpose: 'read owners' },
  { scope: 'crm.objects.contacts.write', purpose: 'write scores to contacts' },
  { scope: 'crm.objects.companies.write', purpose: 'write scores to companies' },
  { scope: 'crm.schemas.contacts.write', purpose: 'create score properties on contacts' },
  { scope: 'crm.schemas.companies.write', purpose: 'create score properties on companies' },
]

/** Properties without which no customer value can be known. */
const essentialProperties: Readonly<Record<ObjectType, readonly string[]>> = {
  contacts: ['email', 'firstname', 'lastname', 'lastmodifieddate'],
  companies: ['name', 'domain', 'hs_lastmodifieddate'],
  deals: ['amount', 'closedate', 'dealstage', 'hs_is_closed', 'hs_is_closed_won', 'hs_lastmodifieddate'],
}

/** Each line stands alone: one that fails says what to do, and the others are still tried. */
export async function* checkConnection(ctx: Context): AsyncGenerator<CheckResult> {
  const account = await attempt(() => readAccount(ctx))
  yield reachable(ctx, account)
  yield authorised(account)
  yield line('scopes', await attempt(() => compareScopes(ctx)))
  yield line('sample read', await attempt(() => readSamples(ctx)))
  yield line('properties', await attempt(() => compareProperties(ctx)))
  yield budget(account)
}

type Attempt<T> = { readonly value: T } | { readonly error: ConnectorError }

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof ConnectorError) return { error }
    throw error
  }
}

function reachable(ctx: Context, account: Attempt<Account>): CheckResult {
  const host = new URL(ctx.settings.baseUrl).host
  // Any answer, even a refusal, shows that HubSpot is there.
  if ('value' in account || account.error.status !== null || account.error.kind !== 'transient') {
    return { name: 'reachable', ok: true, detail: `${host} answers` }
  }
  return {
    name: 'reachable',
    ok: false,
    detail: `${host} does not answer: check the network, a proxy, and the setting baseUrl (${account.error.message})`,
  }
}

function authorised(account: Attempt<Account>): CheckResult {
  if ('error' in account) {
    return {
      name: 'authorised',
      ok: false,
      detail: `${account.error.message}. Set a valid access token, or sign in again.`,
    }
  }
  const { portalId, currency, timeZone } = account.value
  const more = [currency, timeZone].filter((part) => part !== null).join(', ')
  return { name: 'authorised', ok: true, detail: `portal ${portalId}${more === '' ? '' : ` (${more})`}` }
}

function line(name: string, result: Attempt<Omit<CheckResult, 'name'>>): CheckResult {
  return 'value' in result
    ? { name, ...result.value }
    : { name, ok: false, detail: `could not be checked: ${result.error.message}` }
}

async function compareScopes(ctx: Context): Promise<Omit<CheckResult, 'name'>> {
  const { scopes, kind } = await readTokenInfo(ctx)
  const missing = neededScopes.filter(({ scope }) => !scopes.includes(scope))
  if (missing.length === 0) {
    return { ok: true, detail: `${kind}: all ${neededScopes.length} needed scopes are granted` }
  }
  const names = missing.map(({ scope, purpose }) => `${scope} (to ${purpose})`).join(', ')
  return { ok: false, detail: `missing: ${names}. Grant them to the app in HubSpot.` }
}

async function readSamples(ctx: Context): Promise<Omit<CheckResult, 'name'>> {
  const found: string[] = []
  for (const type of objectTypes) {
    const page = await listRecords(ctx, type, { after: null, properties: ['hs_object_id'] })
    found.push(`${page.records.length}${page.next === null ? '' : ' or more'} ${type}`)
  }
  return { ok: true, detail: `read ${found.join(', ')}` }
}

async function compareProperties(ctx: Context): Promise<Omit<CheckResult, 'name'>> {
  const missing: string[] = []
  for (const type of objectTypes) {
    const definitions = await readDefinitions(ctx, type)
    for (const name of essentialProperties[type]) if (!definitions.has(name)) missing.push(`${type}.${name}`)
  }
  return missing.length === 0
    ? { ok: true, detail: 'the properties that value is computed from exist' }
    : { ok: false, detail: `missing: ${missing.join(', ')}. Map these fields to other properties.` }
}

function budget(account: Attempt<Account>): CheckResult {
  const name = 'budget left'
  if ('error' in account)
    return { name, ok: false, detail: 'unknown: HubSpot gave no answer to read it from' }
  const { headers } = account.value
  const read = (key: string): number | null => wholeNumber(headers[`x-hubspot-ratelimit-${key}`])
  const [most, left, perMs] = [read('max'), read('remaining'), read('interval-milliseconds')]
  const [perDay, leftToday] = [read('daily'), read('daily-remaining')]
  const now =
    most === null || perMs === null
      ? 'limit per window not told'
      : `${left ?? most} of ${most} requests per ${perMs / 1000} s`
  const today = perDay === null || leftToday === null ? '' : `, ${leftToday} of ${perDay} today`
  if (leftToday === 0) {
    return { name, ok: false, detail: `${now}${today}: wait until midnight of the account's time zone` }
  }
  return { name, ok: true, detail: `${now}${today}` }
}
