import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What Prometheus reads of this process. Names and units by its conventions. */
export interface Metrics {
  readonly registry: Registry
  readonly requestDuration: Histogram<'method' | 'route' | 'status'>
  readonly signIns: Counter<'outcome'>
  readonly cacheLookups: Counter<'outcome'>
  readonly openStreams: Gauge
  readonly webhookRequests: Counter<'connection' | 'outcome'>
  readonly webhookEvents: Counter<'connection'>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    requestDuration: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'How long requests took, by the pattern of their route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
      registers,
    }),
    signIns: new Counter({
      name: 'rapport_sign_ins_total',
      help: 'Attempts to sign in, by how they ended',
      labelNames: ['outcome'],
      registers,
    }),
    cacheLookups: new Counter({
      name: 'rapport_cache_lookups_total',
      help: 'Answers that were looked for in the cache, by whether they were there, and those made anew behind them',
      labelNames: ['outcome'],
      registers,
    }),
    openStreams: new Gauge({
      name: 'rapport_open_event_streams',
      help: 'Event streams that are open',
      registers,
    }),
    webhookRequests: new Counter({
      name: 'rapport_webhook_requests_total',
      help: 'Requests in which connected systems told of changes, by what became of them',
      labelNames: ['connection', 'outcome'],
      registers,
    }),
    webhookEvents: new Counter({
      name: 'rapport_webhook_events_total',
      help: 'Changes that connected systems told of',
      labelNames: ['connection'],
      registers,
    }),
  }
}
