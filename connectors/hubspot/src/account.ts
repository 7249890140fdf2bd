import { type ConnectorContext, ConnectorError } from '@rapport/connector'
import { type CurrencyCode, currencyCode } from '@rapport/model'
import { z } from 'zod'
import { oncePerRun } from './once-per-run.ts'
import { paths } from './paths.ts'
import type { HubspotSettings } from './settings.ts'

/** The portal as HubSpot describes it. */
export interface Account {
  readonly portalId: number
  /** The company currency: amounts without a currency of their own, and the values of number properties, are in it. */
  readonly currency: CurrencyCode | null
  readonly timeZone: string | null
  readonly headers: Readonly<Record<string, string>>
}

/** Reads the portal's details, with one call. */
export async function readAccount(ctx: ConnectorContext<HubspotSettings>): Promise<Account> {
  const { body, headers } = await ctx.request({
    method: 'GET',
    path: paths.accountDetails,
    budget: 'general',
    effect: 'read',
    schema: z.object({
      portalId: z.number(),
      companyCurrency: currencyCode.nullish().catch(null),
      timeZone: z.string().nullish(),
    }),
  })
  return {
    portalId: body.portalId,
    currency: body.companyCurrency ?? null,
    timeZone: body.timeZone ?? null,
    headers,
  }
}

/**
 * The portal's details; null where HubSpot does not let this token ask for them. Any other failure is thrown: taking an
 * outage for "unknown" would give the same deals another currency for a day.
 */
export async function readAccountIfAllowed(ctx: ConnectorContext<HubspotSettings>): Promise<Account | null> {
  try {
    return await readAccount(ctx)
  } catch (error) {
    if (error instanceof ConnectorError && isRefusal(error)) return null
    throw error
  }
}

/** The same, once a run for all streams. */
export const accountOfRun = oncePerRun(readAccountIfAllowed)

/** The portal's currency; null where HubSpot does not tell it, or does not let this token ask for it. */
export async function readPortalCurrency(
  ctx: ConnectorContext<HubspotSettings>,
): Promise<CurrencyCode | null> {
  return (await readAccountIfAllowed(ctx))?.currency ?? null
}

/** Whether HubSpot answered that this call is not for this token. A token that is refused altogether is another matter. */
function isRefusal(error: ConnectorError): boolean {
  return error.status === 403 || error.kind === 'gone' || error.kind === 'invalid'
}
