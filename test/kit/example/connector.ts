import {
  type AnyConnector,
  type ConnectorContext,
  ConnectorError,
  defineConnector,
  defineStream,
  defineTarget,
  noAuthentication,
  type WriteResult,
} from '@rapport/connector'
import { z } from 'zod'
import { exampleJobs } from './jobs.ts'

/** One way in which a connector can be wrong. Each must fail the kit. */
export type Flaw =
  | 'commits everything at once'
  | 'reads the first page only'
  | 'drops ties'
  | 'does not look back'
  | 'moves the cursor on an empty run'
  | 'moves the cursor backwards'
  | 'yields the checkpoint before its records'
  | 'ends without a last checkpoint'
  | 'ignores archived records'
  | 'ignores merges'
  | 'pages by offset'
  | 'refuses unknown fields'
  | 'grows its state'
  | 'puts the token into errors'
  | 'gives a different record on every run'
  | 'calls 429 transient'
  | 'commits a page that it did not finish'
  | 'rounds what it writes'
  | 'creates fields blindly'
  | 'tells of missing fields too late'
  | 'tells a currency by its sign'
  | 'fails the batch for one bad row'
  | 'reports in the order of the answer'
  | 'leaves out nulls'
  | 'says gone records are invalid'
  | 'repeats a lost write'
  | 'sends a job while it is filled'
  | 'tells the good results of a job alone'

const person = z.object({
  id: z.string(),
  name: z.string(),
  modifiedAt: z.number(),
  mergedIds: z.array(z.string()),
})
const values = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
const state = z.object({
  modifiedAfter: z.iso.datetime(),
  lastId: z.string(),
  seen: z.array(z.string()).optional(),
})
const settings = z.object({ baseUrl: z.url() })
type Settings = z.infer<typeof settings>

const overlapMs = 120_000
const budget = 'general'
const toIso = (ms: number): string => new Date(ms).toISOString()

/** A connector to the example vendor: right without a flaw, wrong in one way with one. */
export function exampleConnector(flaw?: Flaw): AnyConnector {
  let runs = 0
  const people = z.object({
    results: z.array(flaw === 'refuses unknown fields' ? person.strict() : person.loose()),
  })

  const stream = defineStream({
    entity: 'contact',
    state,
    overlapMs,
    async *read(ctx: ConnectorContext<Settings>, since) {
      runs += 1
      const reached = since === null ? 0 : Date.parse(since.modifiedAfter)
      let position = {
        at: flaw === 'does not look back' ? reached : Math.max(0, reached - overlapMs),
        id: '',
      }
      if (flaw === 'does not look back' && since !== null) position.id = since.lastId
      let newest = { at: reached, id: since?.lastId ?? '' }
      const seen = [...(since?.seen ?? [])]
      const checkpoint = (): { type: 'checkpoint'; state: z.infer<typeof state> } => {
        const at = flaw === 'moves the cursor backwards' && since !== null ? reached - overlapMs : newest.at
        const modifiedAfter = toIso(
          flaw === 'moves the cursor on an empty run' && since !== null ? Date.now() : at,
        )
        return {
          type: 'checkpoint',
          state: { modifiedAfter, lastId: newest.id, ...(flaw === 'grows its state' ? { seen } : {}) },
        }
      }
      for (let offset = 0; ; ) {
        const wanted = flaw === 'pages by offset' ? { ...position, offset } : position
        const { body } = await search(ctx, wanted).catch((error) => refuse(flaw, error))
        const { results } = body
        const last = results.at(-1)
        if (last === undefined) break
        if (last.modifiedAt >= newest.at) newest = { at: last.modifiedAt, id: last.id }
        if (flaw === 'yields the checkpoint before its records') yield checkpoint()
        for (const { id, name, modifiedAt, mergedIds } of results) {
          const shownName = flaw === 'gives a different record on every run' ? `${name} (${runs})` : name
          yield { type: 'upsert', record: { id, name: shownName, modifiedAt: toIso(modifiedAt) } }
          if (flaw === 'commits a page that it did not finish' && ctx.signal.aborted)
            return yield checkpoint()
          if (flaw !== 'ignores merges') {
            for (const merged of mergedIds) yield { type: 'merge', id: merged, into: id }
          }
          seen.push(`${id} ${'was seen '.repeat(30)}`)
        }
        if (flaw === 'pages by offset') offset += results.length
        else
          position =
            flaw === 'drops ties' ? { at: last.modifiedAt, id: '￿' } : { at: last.modifiedAt, id: last.id }
        if (flaw !== 'commits everything at once' && flaw !== 'ends without a last checkpoint')
          yield checkpoint()
        if (flaw === 'reads the first page only') return
      }
      if (flaw === 'ends without a last checkpoint') return
      if (flaw !== 'ignores archived records') {
        const archived = await ctx.request({
          method: 'GET',
          path: '/archived',
          budget,
          effect: 'read',
          schema: z.object({ ids: z.array(z.string()) }),
        })
        for (const id of archived.body.ids) yield { type: 'delete', id }
      }
      yield checkpoint()
    },
  })

  const search = (
    ctx: ConnectorContext<Settings>,
    from: { at: number; id: string; offset?: number },
  ): Promise<{ body: z.infer<typeof people> }> =>
    ctx.request({
      method: 'GET',
      path: '/search',
      query: { since: from.at, afterId: from.id, offset: from.offset },
      budget,
      effect: 'read',
      schema: people,
    })

  const batches = defineTarget<Settings>({
    entity: 'contact',
    batchSize: 100,
    currency: async () => (flaw === 'tells a currency by its sign' ? '€' : 'EUR'),
    async ensureFields(ctx, fields, onMissing) {
      const names = fields.map(({ name }) => name)
      const there = await ctx.request({
        method: 'GET',
        path: '/fields',
        budget,
        effect: 'read',
        schema: z.object({ names: z.array(z.string()) }),
      })
      const missing = names.filter((name) => !there.body.names.includes(name))
      if (missing.length > 0 && flaw !== 'tells of missing fields too late') await onMissing?.(missing)
      const { body } = await ctx.request({
        method: 'POST',
        path: '/fields',
        body: { names },
        budget,
        effect: 'write',
        schema: z.object({ created: z.array(z.string()) }),
      })
      if (missing.length > 0 && flaw === 'tells of missing fields too late') await onMissing?.(missing)
      return flaw === 'creates fields blindly' ? names : body.created
    },
    async current(ctx, ids, fields) {
      const { body } = await ctx.request({
        method: 'POST',
        path: '/read',
        body: { ids },
        budget,
        effect: 'read',
        schema: z.object({ results: z.array(z.object({ id: z.string(), values })) }),
      })
      return new Map(
        body.results.map((found) => [
          found.id,
          Object.fromEntries(fields.map(({ name }) => [name, found.values[name] ?? null])),
        ]),
      )
    },
    async write(ctx, batch) {
      const { body } = await ctx
        .request({
          method: 'PATCH',
          path: '/people',
          body: { inputs: batch.map(({ id, values: wanted }) => ({ id, values: asSent(flaw, wanted) })) },
          budget,
          effect: flaw === 'repeats a lost write' ? 'read' : 'write',
          schema: z.object({ results: z.array(z.object({ id: z.string(), status: z.string() })) }),
        })
        .catch((error) => refuse(flaw, error))
      const statuses = new Map(body.results.map(({ id, status }) => [id, status]))
      const ids =
        flaw === 'reports in the order of the answer' ? [...statuses.keys()] : batch.map(({ id }) => id)
      const failed = [...statuses.values()].some((status) => status !== 'ok')
      return ids.map((id): WriteResult => {
        const status = statuses.get(id)
        if (status === 'ok' && !(failed && flaw === 'fails the batch for one bad row')) {
          return { id, ok: true, modifiedAt: null }
        }
        const kind = status === 'gone' && flaw !== 'says gone records are invalid' ? 'gone' : 'invalid'
        return { id, ok: false, error: new ConnectorError(kind, `person ${id}: ${status}`) }
      })
    },
  })

  const target = defineTarget({ ...batches, jobs: exampleJobs(flaw, batches.write) })

  return defineConnector<Settings>({
    id: 'example',
    title: 'Example',
    settings,
    authentication: [noAuthentication()],
    retention: 'full',
    baseUrl: ({ baseUrl }) => baseUrl,
    budgets: [{ name: budget, requests: 100, perMs: 10_000 }],
    classify: (error) => {
      const rate = error instanceof Error && error.message === 'HTTP 429'
      if (flaw === 'calls 429 transient' && rate) return new ConnectorError('transient', 'slow down')
      return undefined
    },
    streams: [stream],
    targets: [target],
    async *check() {
      yield { name: 'reachable', ok: true, detail: 'always' }
    },
  })
}

function asSent(
  flaw: Flaw | undefined,
  wanted: Readonly<Record<string, string | number | null>>,
): Readonly<Record<string, string | number | null>> {
  const entries = Object.entries(wanted)
  if (flaw === 'leaves out nulls') return Object.fromEntries(entries.filter(([, value]) => value !== null))
  if (flaw === 'rounds what it writes') {
    return Object.fromEntries(
      entries.map(([name, value]) => [name, typeof value === 'number' ? Math.round(value) : value]),
    )
  }
  return wanted
}

/** What a connector throws by itself is not cleaned by the context. */
function refuse(flaw: Flaw | undefined, error: unknown): never {
  if (flaw !== 'puts the token into errors') throw error
  throw new ConnectorError('contract', 'the call failed', { cause: new Error('sent example-token-1') })
}
