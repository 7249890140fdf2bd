import { type CurrencyCode, currencyCode } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import { queryRows } from '../query.ts'
import type { TargetObject } from './target-object.ts'

/** In which currency Rapport's money is in an org. */
export interface MoneyCurrency {
  /** The corporate one of an org with several, else the one of the settings; null: nobody knows. */
  readonly currency: CurrencyCode | null
  /** Whether each record has a currency of its own, in which its money fields are read. */
  readonly isPerRecord: boolean
}

const known = new WeakMap<object, Map<TargetObject, Promise<MoneyCurrency>>>()

/** The currency of money in an org, with one call, or two where it has several; asked once per run. */
export function readMoneyCurrency(ctx: SalesforceContext, object: TargetObject): Promise<MoneyCurrency> {
  const ofContext = known.get(ctx) ?? new Map<TargetObject, Promise<MoneyCurrency>>()
  known.set(ctx, ofContext)
  const asked = ofContext.get(object)
  if (asked !== undefined) return asked
  const asking = ask(ctx, object).catch((error: unknown) => {
    ofContext.delete(object)
    throw error
  })
  ofContext.set(object, asking)
  return asking
}

async function ask(ctx: SalesforceContext, object: TargetObject): Promise<MoneyCurrency> {
  const described = await describeObject(ctx, object)
  const ofSettings = ctx.settings.currency
  if (described?.fields.has('CurrencyIsoCode') !== true) return { currency: ofSettings, isPerRecord: false }
  const soql = 'SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true'
  const [corporate] = await queryRows(ctx, 'read the corporate currency', soql)
  const code = currencyCode.safeParse(corporate?.IsoCode)
  return { currency: code.success ? code.data : ofSettings, isPerRecord: true }
}
