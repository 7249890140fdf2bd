import type { Configuration } from '@rapport/config'
import type { CheckResult } from '@rapport/connector'

type Connections = Configuration['connections']

/**
 * A warning where a Salesforce connection reads orders only and a HubSpot connection reads deals. A deal that HubSpot's integration
 * synced from an opportunity counts once with it; with the order of that opportunity nothing ties it. Null where there is none to give.
 */
export function salesCountedTwice(connections: Connections, name: string): CheckResult | null {
  const connection = connections[name]
  if (connection === undefined || !readsDeals(connection, 'salesforce')) return null
  if (connection.settings.sales !== 'orders') return null
  const others = Object.keys(connections).filter((other) => {
    const candidate = connections[other]
    return candidate !== undefined && readsDeals(candidate, 'hubspot')
  })
  const [first] = others
  if (first === undefined) return null
  return {
    name: 'sales',
    ok: true,
    detail: `warning: orders are the sales here, and ${others.join(', ')} reads deals. Where a deal there is the opportunity of an order here, that sale counts twice: set connections.${name}.settings.sales to both, or leave deal out of connections.${first}.streams`,
  }
}

function readsDeals({ connector, streams }: Connections[string], of: string): boolean {
  return connector === of && (streams === null || streams.includes('deal'))
}
