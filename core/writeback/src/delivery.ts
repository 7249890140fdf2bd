import {
  type ConnectorContext,
  ConnectorError,
  type ConnectorErrorKind,
  type FieldValues,
  type TargetDefinition,
  type Write,
  type WriteJob,
  type WriteResult,
} from '@rapport/connector'
import { goneReason, hasArrived, type VerdictRules } from './verdict.ts'
import type { WriteField } from './write-field.ts'

/** What became of one record's write. */
export type Outcome =
  | { readonly state: 'applied' }
  | { readonly state: 'rejected'; readonly reason: string }
  | { readonly state: 'gone'; readonly reason: string }

/** What became of a batch. Records without an outcome were not written, or nobody knows: then `uncertain` is true. */
export interface Delivery {
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly stopped: { readonly error: unknown; readonly uncertain: boolean } | null
}

/** The CRM as write-back uses it: calls are counted, and missing or foreign answers are noticed. */
export interface Remote {
  read(ids: readonly string[]): Promise<ReadonlyMap<string, FieldValues>>
  write(batch: readonly Write[]): Promise<readonly WriteResult[]>
  /** How it takes very many changes; null where it has no such way. */
  readonly jobs: RemoteJobs | null
}

/** How a CRM takes very many changes as one job. */
export interface RemoteJobs {
  /** More changes than this go by jobs. */
  readonly above: number
  /** Begins a job, which is counted as a call when it is sent. */
  open(): WriteJob
}

/** Calls made so far. */
export interface CallCounts {
  readCalls: number
  writeCalls: number
}

/** How often a write is sent before the run gives up. */
export const mostTries = 3

/** A row refused for one of these may be taken when it is sent again. */
const mayPass: ReadonlySet<ConnectorErrorKind> = new Set(['conflict', 'transient', 'rate'])

/** What no later row would pass either: a row says it only because others of its batch were written before. */
const endsAll: ReadonlySet<ConnectorErrorKind> = new Set(['auth', 'config'])

/** Not the record's fault, however often it is sent: it is never set aside for one of these. */
const passesLater: ReadonlySet<ConnectorErrorKind> = new Set(['transient', 'rate'])

/** What the refusal of one row means for it. */
export type RowFate = 'unknown' | 'endsAll' | 'mayPass' | 'refused'

/** Sorts the reason why a row was not taken: nobody knows; no later row would pass; it may pass later; its own fault. */
export function fateOf({ kind, outcome }: ConnectorError): RowFate {
  if (outcome === 'unknown') return 'unknown'
  if (endsAll.has(kind)) return 'endsAll'
  return mayPass.has(kind) ? 'mayPass' : 'refused'
}

/** Whether the connection or the CRM as a whole is at fault, so that the record is never set aside for it. */
export function passesAtLast({ kind }: ConnectorError): boolean {
  return passesLater.has(kind)
}

/** Whether no later row would pass either. */
export function endsEverything({ kind }: ConnectorError): boolean {
  return endsAll.has(kind)
}

/** Binds a target to its context and fields; its jobs carry those fields alone that a plan holds. */
export function remoteOf<Settings>(
  ctx: ConnectorContext<Settings>,
  target: TargetDefinition<Settings>,
  fields: { readonly all: readonly WriteField[]; readonly planned: readonly WriteField[] },
  counts: CallCounts,
): Remote {
  const { jobs } = target
  return {
    jobs:
      jobs === undefined
        ? null
        : { above: jobs.above(ctx), open: () => counted(jobs.open(ctx, fields.planned), counts) },
    read: async (ids) => {
      counts.readCalls += 1
      const current = await target.current(ctx, ids, fields.all)
      return new Map([...current].map(([id, values]) => [id, keepable(values)]))
    },
    write: async (batch) => {
      counts.writeCalls += 1
      const results = await target.write(ctx, batch, fields.all)
      if (results.length !== batch.length || results.some(({ id }, index) => id !== batch[index]?.id)) {
        throw new ConnectorError(
          'contract',
          `${ctx.connection}: the write of ${batch.length} ${target.entity} records gave results that do not match it`,
          { outcome: 'unknown' },
        )
      }
      return results
    },
  }
}

/**
 * Writes a batch so that no effect is repeated. Where the outcome is unknown the records are read back first: those that hold
 * the values are applied, the others are sent again, three times at most. A batch that is refused as a whole is halved until
 * the record at fault stands alone. A row that was not taken for a fault of the connection (`auth`, `config`, or `rate` and
 * `transient` to the last try) stops it, and what was written stays written. Never throws: what stopped it is part of the result.
 */
export async function deliver(
  remote: Remote,
  batch: readonly Write[],
  rules: VerdictRules,
  signal: AbortSignal,
): Promise<Delivery> {
  const outcomes = new Map<string, Outcome>()
  let open = batch
  let tries = 0
  let errors = new Map<string, ConnectorError>()
  for (;;) {
    if (signal.aborted) return stopped(outcomes, signal.reason, tries > 0)
    tries += 1
    let doubtful: readonly Write[] = []
    let failed: ConnectorError | null = null
    try {
      const results = await remote.write(open)
      const rows = sortResults(open, results, outcomes)
      if (rows.ending !== null) return stopped(outcomes, rows.ending, rows.doubtful.length > 0)
      errors = rows.errors
      doubtful = rows.doubtful
      open = rows.again
    } catch (error) {
      if (!(error instanceof ConnectorError)) return stopped(outcomes, error, true)
      if (error.outcome === 'none') {
        return isRefusal(error)
          ? refused(remote, open, rules, signal, outcomes, error)
          : stopped(outcomes, error, false)
      }
      failed = error
      doubtful = open
      open = []
    }
    if (doubtful.length > 0) {
      try {
        open = [...open, ...(await readBack(remote, doubtful, rules, outcomes))]
      } catch (error) {
        return stopped(outcomes, error, true)
      }
    }
    if (open.length === 0) return { outcomes, stopped: null }
    if (tries < mostTries) continue
    if (failed !== null) return stopped(outcomes, givenUp(failed, open.length), true)
    return outOfTries(open, errors, outcomes)
  }
}

/** After the last try: rows at fault themselves are set aside, the others stop the step and stay open. */
function outOfTries(
  open: readonly Write[],
  errors: ReadonlyMap<string, ConnectorError>,
  outcomes: Map<string, Outcome>,
): Delivery {
  const later: ConnectorError[] = []
  for (const { id } of open) {
    const error = errors.get(id)
    if (error !== undefined && passesAtLast(error)) later.push(error)
    else outcomes.set(id, { state: 'rejected', reason: error?.message ?? 'no reason given' })
  }
  const [first] = later
  if (first === undefined) return { outcomes, stopped: null }
  return stopped(
    outcomes,
    givenUp(first, later.length),
    later.some(({ outcome }) => outcome === 'unknown'),
  )
}

interface SortedRows {
  /** May be tried again at once. */
  readonly again: readonly Write[]
  /** Of these nobody knows. */
  readonly doubtful: readonly Write[]
  /** Why each row of both was not taken. */
  readonly errors: Map<string, ConnectorError>
  /** What makes it useless to send more. */
  readonly ending: ConnectorError | null
}

/** Sorts rows by what became of them; those that are done get their outcome. */
function sortResults(
  batch: readonly Write[],
  results: readonly WriteResult[],
  outcomes: Map<string, Outcome>,
): SortedRows {
  const again: Write[] = []
  const doubtful: Write[] = []
  const errors = new Map<string, ConnectorError>()
  let ending: ConnectorError | null = null
  for (const [index, write] of batch.entries()) {
    const result = results[index]
    if (result === undefined || result.ok) {
      outcomes.set(write.id, { state: 'applied' })
      continue
    }
    const { error } = result
    errors.set(write.id, error)
    if (endsEverything(error)) ending ??= error
    const fate = fateOf(error)
    if (fate === 'unknown') doubtful.push(write)
    else if (fate === 'mayPass') again.push(write)
    else if (fate === 'refused') outcomes.set(write.id, refusal(error))
  }
  return { again, doubtful, errors, ending }
}

/** Reads doubtful records. Returns those that do not hold their values. */
async function readBack(
  remote: Remote,
  doubtful: readonly Write[],
  rules: VerdictRules,
  outcomes: Map<string, Outcome>,
): Promise<readonly Write[]> {
  const current = await remote.read(doubtful.map(({ id }) => id))
  return doubtful.filter(({ id, values }) => {
    const now = current.get(id)
    if (now === undefined) outcomes.set(id, { state: 'gone', reason: goneReason })
    else if (hasArrived(values, now, rules)) outcomes.set(id, { state: 'applied' })
    else return true
    return false
  })
}

async function refused(
  remote: Remote,
  batch: readonly Write[],
  rules: VerdictRules,
  signal: AbortSignal,
  outcomes: Map<string, Outcome>,
  error: ConnectorError,
): Promise<Delivery> {
  const [only] = batch
  if (only !== undefined && batch.length === 1) {
    outcomes.set(only.id, refusal(error))
    return { outcomes, stopped: null }
  }
  const middle = Math.ceil(batch.length / 2)
  for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
    const delivery = await deliver(remote, half, rules, signal)
    for (const [id, outcome] of delivery.outcomes) outcomes.set(id, outcome)
    if (delivery.stopped !== null) return { outcomes, stopped: delivery.stopped }
  }
  return { outcomes, stopped: null }
}

/** The records themselves are at fault, not the connection. */
function isRefusal(error: ConnectorError): boolean {
  return error.kind === 'invalid' || error.kind === 'gone' || error.kind === 'conflict'
}

/** The outcome of a record that is itself at fault. */
export function refusal(error: ConnectorError): Outcome {
  return { state: error.kind === 'gone' ? 'gone' : 'rejected', reason: error.message }
}

function stopped(outcomes: ReadonlyMap<string, Outcome>, error: unknown, uncertain: boolean): Delivery {
  return { outcomes, stopped: { error, uncertain } }
}

/** What ends a run whose writes were not taken however often they were sent. */
export function givenUp(cause: ConnectorError, count: number): ConnectorError {
  const { outcome, kind } = cause
  const answer = outcome === 'unknown' ? 'got no clear answer' : 'were not taken'
  return new ConnectorError(
    kind === 'contract' || kind === 'rate' ? kind : 'transient',
    `${count} writes ${answer} in ${mostTries} tries and were not applied: ${cause.message}; apply the plan again to go on`,
    { cause, outcome },
  )
}

/** A job that counts itself as a call when it is sent. */
function counted(job: WriteJob, counts: CallCounts): WriteJob {
  return {
    get size() {
      return job.size
    },
    get isFull() {
      return job.isFull
    },
    add: (batch) => job.add(batch),
    send: () => {
      counts.writeCalls += 1
      return job.send()
    },
  }
}

/** What a record holds, with only such text as the store can keep, so that it equals what is stored of it. */
function keepable(values: FieldValues): FieldValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value,
    ]),
  )
}
