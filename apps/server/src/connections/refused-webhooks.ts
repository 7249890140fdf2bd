import type { Metrics } from '../observability/metrics.ts'

/** By connection, how many webhooks this process refused since it started. What anyone can send is not worth a row in the database. */
export async function refusedWebhooks({
  webhookRequests,
}: Pick<Metrics, 'webhookRequests'>): Promise<ReadonlyMap<string, number>> {
  const refused = new Map<string, number>()
  for (const { labels, value } of (await webhookRequests.get()).values) {
    const { connection, outcome } = labels
    if (typeof connection !== 'string' || outcome === 'accepted') continue
    refused.set(connection, (refused.get(connection) ?? 0) + value)
  }
  return refused
}
