import { type Change, type Checkpoint, type ConnectorContext, defineStream } from '@rapport/connector'
import { z } from 'zod'
import { accountOfRun } from '../account.ts'
import { type Histories, listHistories, type RecordHistory, readHistories } from '../histories.ts'
import { leftOutUnlessGranted } from '../left-out.ts'
import { oncePerRun } from '../once-per-run.ts'
import type { HubspotSettings } from '../settings.ts'
import { beginReading, type ChangedGroup, changedState, readChangedRecords } from './changed-records.ts'
import { PortalBinding } from './portal-binding.ts'
import { fromKnownPortal, type ReadableAgain } from './read-again.ts'
import { overlapMs } from './read-changes.ts'
import { modifiedAt, type Searched } from './reading.ts'

type Context = ConnectorContext<HubspotSettings>

/** The properties of tickets whose history tells what happened to them. */
const historic = ['hs_pipeline_stage', 'hubspot_owner_id', 'hubspot_team_id', 'hs_ticket_priority'] as const

const state = z.strictObject({
  /** A digest of what decides how a history is understood. */
  fingerprint: z.string(),
  portal: z.number().nullable(),
  tickets: changedState,
})
type State = z.infer<typeof state>

/** A change that is not a checkpoint. */
export type HistoryChange<E extends 'statusChange' | 'ticketEvent'> = Exclude<
  Change<E, never>,
  { type: 'checkpoint' }
>

/** What one entity makes of the histories of tickets. */
export interface HistoryReading<E extends 'statusChange' | 'ticketEvent'> {
  readonly entity: E
  /** What decides how a history is understood: where it changes, all are read again. */
  basis(ctx: Context): Promise<string>
  changesOf(ctx: Context, ticketId: string, history: RecordHistory): Promise<readonly HistoryChange<E>[]>
}

/** The stream of what the histories of changed tickets tell. A portal without tickets, or a token that may not read them, has none. */
export function defineHistoryStream<E extends 'statusChange' | 'ticketEvent'>(
  reading: HistoryReading<E>,
): ReadableAgain {
  const stream = defineStream<E, State, HubspotSettings>({
    entity: reading.entity,
    state,
    overlapMs,
    async *read(ctx, since) {
      yield* leftOutUnlessGranted(since === null, readHistoryStream(ctx, reading, since))
    },
  })
  return {
    ...stream,
    async *readAgain(ctx, ids, { state }) {
      const known = state(reading.entity)
      yield* leftOutUnlessGranted(known === null, readHistoriesAgain(ctx, reading, ids, known))
    },
  }
}

/** What the histories of these tickets tell now. What happened to a ticket that is gone stays beside it. */
async function* readHistoriesAgain<E extends 'statusChange' | 'ticketEvent'>(
  ctx: Context,
  reading: HistoryReading<E>,
  ids: readonly string[],
  known: unknown,
): AsyncGenerator<Exclude<Change, Checkpoint>> {
  const source = { connection: ctx.connection, what: 'tickets', account: () => accountOfRun(ctx) }
  yield* fromKnownPortal(source, known, changesOfHistories(ctx, reading, ids)) as AsyncIterable<
    Exclude<Change, Checkpoint>
  >
}

async function* changesOfHistories<E extends 'statusChange' | 'ticketEvent'>(
  ctx: Context,
  reading: HistoryReading<E>,
  ids: readonly string[],
): AsyncGenerator<HistoryChange<E>> {
  const histories = await readHistories(ctx, 'tickets', ids, historic)
  for (const [id, history] of histories) yield* await reading.changesOf(ctx, id, history)
}

async function* readHistoryStream<E extends 'statusChange' | 'ticketEvent'>(
  ctx: Context,
  reading: HistoryReading<E>,
  since: State | null,
): AsyncGenerator<Change<E, State>> {
  const source = { connection: ctx.connection, what: 'tickets', account: () => accountOfRun(ctx) }
  const portal = new PortalBinding(since?.portal ?? null)
  yield* portal.pass(source, readFrom(ctx, reading, since))
}

async function* readFrom<E extends 'statusChange' | 'ticketEvent'>(
  ctx: Context,
  reading: HistoryReading<E>,
  since: State | null,
): AsyncGenerator<Change<E, State>> {
  const searched: Searched = {
    ctx,
    description: { objectType: 'tickets', modifiedProperty: 'hs_lastmodifieddate' },
    searchProperties: ['hs_lastmodifieddate'],
  }
  const fingerprint = await reading.basis(ctx)
  const isKnown = since !== null && since.fingerprint === fingerprint
  let startsOver = since !== null && !isKnown
  const start = isKnown ? since.tickets : await beginReading(searched, 'list')
  let listed: Histories = new Map()
  const list = async (after: string | null) => {
    const page = await listHistories(ctx, 'tickets', after, historic)
    listed = page.histories
    return page
  }
  for await (const group of readChangedRecords(searched, start, list)) {
    const histories = group.isListed ? listed : await historiesOf(ctx, searched, group)
    for (const [id, history] of histories) yield* await reading.changesOf(ctx, id, history)
    yield {
      type: 'checkpoint',
      state: { fingerprint, portal: null, tickets: group.state },
      ...(startsOver ? { startsOver } : {}),
    }
    startsOver = false
  }
}

/** Tickets whose history is kept for the other stream of the same run: changed ones are few. */
const mostRemembered = 2_000

const remembered = oncePerRun(async () => new Map<string, RecordHistory>())

/** The histories of the tickets of a group, read once for both streams of a run. */
async function historiesOf(ctx: Context, searched: Searched, group: ChangedGroup): Promise<Histories> {
  const memory = await remembered(ctx)
  const found = new Map<string, RecordHistory>()
  const wanted = new Map(group.records.map((record) => [record.id, modifiedAt(searched, record)]))
  for (const [id, at] of wanted) {
    const known = memory.get(`${id} ${at}`)
    if (known === undefined) continue
    found.set(id, known)
    memory.delete(`${id} ${at}`)
  }
  const asked = [...wanted.keys()].filter((id) => !found.has(id))
  for (const [id, history] of await readHistories(ctx, 'tickets', asked, historic)) {
    found.set(id, history)
    if (memory.size < mostRemembered) memory.set(`${id} ${wanted.get(id)}`, history)
  }
  return found
}
