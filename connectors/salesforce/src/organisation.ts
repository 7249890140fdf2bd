import { ConnectorError } from '@rapport/connector'
import { type CurrencyCode, currencyCode } from '@rapport/model'
import { z } from 'zod'
import type { SalesforceContext } from './client.ts'
import { describeObject } from './describe.ts'
import { queryRows } from './query.ts'
import { askOnce } from './streams/asked-once.ts'

/** The org as it describes itself. */
export interface Organisation {
  readonly id: string
  readonly name: string
  /** `Enterprise Edition`, `Developer Edition`, … */
  readonly edition: string | null
  readonly isSandbox: boolean
}

/** What the org's own record is asked for by. */
export const organisationQuery = 'SELECT Id, Name, OrganizationType, IsSandbox FROM Organization'

/** Reads the org's own record, with one call. */
export async function readOrganisation(ctx: SalesforceContext): Promise<Organisation> {
  const [row] = await queryRows(ctx, 'read the org', organisationQuery).catch((cause: unknown) => {
    throw withAdvice(ctx, cause)
  })
  return {
    id: String(row?.Id ?? ''),
    name: String(row?.Name ?? ''),
    edition:
      row?.OrganizationType === undefined || row.OrganizationType === null
        ? null
        : String(row.OrganizationType),
    isSandbox: row?.IsSandbox === true,
  }
}

/** Every org has this record: where nothing is found, it is the path that is wrong. */
function withAdvice({ settings }: SalesforceContext, cause: unknown): unknown {
  if (!(cause instanceof ConnectorError) || cause.kind !== 'gone') return cause
  const { apiVersion, instanceUrl } = settings
  return new ConnectorError(
    'config',
    `${cause.message}. The org answers to no version ${apiVersion} of the API: set apiVersion to one that ${instanceUrl}/services/data lists, such as "68.0"; where that address lists none, correct instanceUrl`,
    { cause, ...(cause.status === null ? {} : { status: cause.status }) },
  )
}

/** The field with the currency of a record, in which its money is read: there in orgs with several only. */
export const currencyField = 'CurrencyIsoCode'

/** What one unit of the corporate currency is worth in another, from a day on. */
export interface ConversionRate {
  readonly currency: CurrencyCode
  /** Units of the currency per unit of the corporate one, as Salesforce keeps it. */
  readonly perCorporate: string
  /** The first day on which it holds; null: it has no date. */
  readonly from: string | null
}

/** The currencies of an org with several. */
export interface Currencies {
  readonly corporate: CurrencyCode
  /** Digits behind the point in amounts of the corporate currency. */
  readonly digits: number
  readonly rates: readonly ConversionRate[]
}

/** The objects that hold exchange rates. Salesforce shows them to users with "View Setup and Configuration". */
export type RateObject = 'CurrencyType' | 'DatedConversionRate'

/** Whether this user sees an object with exchange rates. Looked up once a run: all of its sales are converted alike. */
export async function seesRates(ctx: SalesforceContext, object: RateObject): Promise<boolean> {
  return (await askOnce(ctx, `describe ${object}`, () => describeObject(ctx, object))) !== null
}

/** The org's currencies, with two to four calls; null where it has but one. */
export async function readCurrencies(ctx: SalesforceContext): Promise<Currencies | null> {
  if (!(await seesRates(ctx, 'CurrencyType'))) return null
  const types = await queryRows(
    ctx,
    'read the currencies',
    'SELECT IsoCode, ConversionRate, DecimalPlaces, IsCorporate FROM CurrencyType',
  )
  const corporate = types.find((type) => type.IsCorporate === true)
  const code = currencyCode.safeParse(corporate?.IsoCode)
  if (!code.success) return null
  return {
    corporate: code.data,
    digits: typeof corporate?.DecimalPlaces === 'number' ? corporate.DecimalPlaces : 2,
    rates: [...rates(types, null), ...(await readDatedRates(ctx))],
  }
}

/** Dated rates, of which an org may have many thousands, in the order of their ids. */
async function readDatedRates(ctx: SalesforceContext): Promise<readonly ConversionRate[]> {
  if (!(await seesRates(ctx, 'DatedConversionRate'))) return []
  const found: ConversionRate[] = []
  let reached: string | null = null
  for (;;) {
    const where: string = reached === null ? '' : ` WHERE Id > '${reached}'`
    const soql = `SELECT Id, IsoCode, ConversionRate, StartDate FROM DatedConversionRate${where} ORDER BY Id LIMIT 2000`
    const rows = await queryRows(ctx, 'read the dated exchange rates', soql)
    found.push(...rates(rows, 'StartDate'))
    const last = rows.at(-1)
    if (last === undefined || rows.length < 2000) return found
    reached = String(last.Id)
  }
}

const firstDay = '0001-01-01'

/** The day from which a rate holds. A first rate may bear none, or one before the calendar of a database begins: it holds from ever on. */
function startOf(value: unknown): string {
  const day = z.iso.date().safeParse(value)
  return day.success && day.data > firstDay ? day.data : firstDay
}

function rates(
  rows: readonly Readonly<Record<string, unknown>>[],
  startField: string | null,
): ConversionRate[] {
  return rows.flatMap((row) => {
    const code = currencyCode.safeParse(row.IsoCode)
    const rate = Number(row.ConversionRate)
    if (!code.success || !(rate > 0)) return []
    const from = startField === null ? null : startOf(row[startField])
    return [{ currency: code.data, perCorporate: String(row.ConversionRate), from }]
  })
}
