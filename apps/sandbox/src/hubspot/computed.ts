import type { AssociationGraph } from './association-graph.ts'
import type { AssociationTypes } from './association-types.ts'
import type { ObjectTypeName } from './object-types.ts'
import { dealStage, isClosedTicketStage } from './pipelines.ts'
import { isoTime } from './record.ts'

/** Fills what HubSpot computes from a deal's own values: won, lost, closed and home-currency amounts. */
export function computeDeal(properties: Record<string, string>, homeCurrency: string): void {
  if (properties.dealstage !== undefined && properties.pipeline === undefined) properties.pipeline = 'default'
  const stage = properties.dealstage === undefined ? undefined : dealStage(properties.dealstage)
  const won = stage?.probability === '1.0'
  const closed = stage?.isClosed ?? false
  properties.hs_is_closed = String(closed)
  properties.hs_is_closed_won = String(won)
  properties.hs_is_closed_lost = String(closed && !won)
  assign(properties, 'hs_deal_stage_probability', stage?.probability)
  assign(properties, 'hs_closed_won_date', won ? properties.closedate : undefined)
  const home = amountAtHome(properties, homeCurrency)
  assign(properties, 'amount_in_home_currency', home)
  assign(properties, 'hs_closed_amount', won ? (properties.amount ?? '0') : '0')
  assign(properties, 'hs_closed_amount_in_home_currency', won ? (home ?? '0') : '0')
}

/** Fills what HubSpot computes from the stage of a ticket: that it is closed, and when. */
export function computeTicket(properties: Record<string, string>, now: number): void {
  const closed = isClosedTicketStage(properties.hs_pipeline_stage)
  properties.hs_is_closed = String(closed)
  if (!closed) assign(properties, 'closed_date', undefined)
  else properties.closed_date ??= isoTime(now)
}

/** Null-like (undefined) when the deal is in another currency and the account knows no rate for it. */
function amountAtHome(properties: Record<string, string>, homeCurrency: string): string | undefined {
  const { amount, deal_currency_code: currency, hs_exchange_rate: rate } = properties
  if (amount === undefined || currency === undefined || currency === homeCurrency) return amount
  return rate === undefined ? undefined : String(Number(amount) * Number(rate))
}

/** What HubSpot computes from a record's associations: the only way an association moves a modified time. */
export function associationProperties(
  graph: AssociationGraph,
  types: AssociationTypes,
  type: ObjectTypeName,
  id: number,
): Record<string, string | undefined> {
  if (type === 'contacts') return { associatedcompanyid: primaryCompany(graph, types, type, id) }
  if (type === 'deals') {
    return {
      hs_primary_associated_company: primaryCompany(graph, types, type, id),
      num_associated_contacts: String(graph.neighbours({ type, id }, 'contacts').size),
    }
  }
  return {}
}

function primaryCompany(
  graph: AssociationGraph,
  types: AssociationTypes,
  type: ObjectTypeName,
  id: number,
): string | undefined {
  const primary = types.between(type, 'companies')?.primary ?? null
  if (primary === null) return undefined
  for (const [company, typeIds] of graph.neighbours({ type, id }, 'companies')) {
    if (typeIds.includes(primary)) return String(company)
  }
  return undefined
}

/** Sets a key, or removes it when there is no value. */
export function assign(properties: Record<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) delete properties[name]
  else properties[name] = value
}
