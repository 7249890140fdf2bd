import { type AnyConnector, ConnectorError, type WebhookDefinition } from '@rapport/connector'
import { mustBeStorable, type RecordsRead, readRecords } from '@rapport/extract'
import type { EntityName, RetentionClass } from '@rapport/model'
import {
  type Database,
  eraseRecords,
  loadCheckpoint,
  resolveRejects,
  setAside,
  storeBesideRuns,
} from '@rapport/store'
import { type OpenConnection, openConnection } from '../connection.ts'
import { stepSelection } from '../field-selection.ts'
import { mustBeUnderContract, retentionFor } from '../source-terms.ts'
import type { Workspace } from '../workspace.ts'
import { streamFilter } from './accept-webhook.ts'
import type { DrainOptions, WebhookDrain } from './drain-webhooks.ts'
import { wantFollowUp } from './follow-up.ts'
import {
  type Claim,
  type ClaimedRecord,
  claim,
  holdClaimed,
  noteFailure,
  postpone,
  settle,
} from './webhook-queue.ts'

/** A record that could not be read so often is set aside. */
const mostTries = 5
/** How long a record waits after its first failure; each further one doubles it. */
const firstWaitMs = 30_000
/** How long a connection is left alone that cannot be asked now, unless it says how long. */
const unavailableMs = 60_000
const usualLeaseMs = 60_000

/** The way to a vendor that tells of changes. */
interface OpenWebhooks {
  readonly connection: OpenConnection
  readonly webhook: WebhookDefinition<unknown>
  readonly retention: RetentionClass
}

/** What became of a batch: whether more of the connection can be read. */
type Verdict = 'go on' | 'leave it'

/** Reads what one vendor told of. */
export class ConnectionDrain {
  readonly #workspace: Workspace
  readonly #db: Database
  readonly #name: string
  readonly #options: DrainOptions
  readonly #drain: WebhookDrain
  /** Stands for a run: what is read once a run is read once a drain. */
  readonly #run = {}

  constructor(workspace: Workspace, name: string, options: DrainOptions, drain: WebhookDrain) {
    this.#workspace = workspace
    this.#db = workspace.store.db
    this.#name = name
    this.#options = options
    this.#drain = drain
  }

  async perform(): Promise<void> {
    const { leaseMs = usualLeaseMs, signal } = this.#options
    let open: OpenWebhooks
    try {
      mustBeUnderContract(this.#workspace, this.#name)
      const connection = await openConnection(this.#workspace, this.#name, {
        ...this.#options,
        run: this.#run,
      })
      const { webhook } = connection.connector
      if (webhook === undefined) return
      open = { connection, webhook, retention: retentionFor(this.#workspace, this.#name) }
    } catch (error) {
      this.#unavailable(error)
      return
    }
    for (;;) {
      signal.throwIfAborted()
      if (await this.#isRunning()) return this.#holdBack()
      const since = await newestRun(this.#db)
      const claimed = await claim(this.#db, this.#name, open.webhook.batchSize, leaseMs)
      if (claimed === null) return
      const verdict = await this.#batch(open, claimed, since)
      if (verdict === 'leave it') return
    }
  }

  async #batch(open: OpenWebhooks, claimed: Claim, since: number): Promise<Verdict> {
    const { signal } = this.#options
    const { connection, webhook, retention } = open
    let read: RecordsRead
    try {
      const ids = claimed.records.map(({ id }) => id)
      const changes = webhook.read(
        connection.ctx,
        claimed.entity,
        ids,
        await this.#readOptions(connection.connector),
      )
      read = await readRecords(
        this.#name,
        retention,
        this.#ofStreams(connection.connector, changes, retention),
        signal,
      )
    } catch (error) {
      if (signal.aborted) {
        await postpone(this.#db, claimed, 0, null)
        throw signal.reason
      }
      return this.#failed(open, claimed, since, error)
    }
    const stored = await this.#store(claimed, read, since)
    if (stored === 'held back') {
      await postpone(this.#db, claimed, 0, null)
      this.#holdBack()
      return 'leave it'
    }
    // Read again at once: another process, or a run that came to its end meanwhile, may have stored what is newer.
    if (stored === 'overtaken') await postpone(this.#db, claimed, 0, null)
    return 'go on'
  }

  /** Stores what was read, and takes it out of the queue with it. */
  async #store(
    claimed: Claim,
    read: RecordsRead,
    since: number,
  ): Promise<'stored' | 'held back' | 'overtaken'> {
    const { connection, entity, records } = claimed
    const asked = new Set(records.filter(({ event }) => event === 'erased').map(({ id }) => id))
    const live = read.liveIds(entity)
    // A vendor that says that a record was erased, and shows it all the same, is asked again.
    const contradicted = records.filter(({ id }) => asked.has(id) && live.has(id))
    const done = records.filter((record) => !contradicted.includes(record))
    const outcome = await this.#db.transaction().execute(async (transaction) => {
      if (!(await storeBesideRuns(transaction, this.#workspace.store.workspace))) return 'held back'
      if ((await newestRun(transaction)) !== since) return 'overtaken'
      if (!(await holdClaimed(transaction, claimed))) return 'overtaken'
      const ids = records.map(({ id }) => id)
      // Of what they are set aside for, the reading says what is left.
      await resolveRejects(transaction, 'extract', connection, entity, ids)
      const counts = await read.store(transaction)
      const erased = await eraseGone(transaction, connection, entity, asked, read.goneIds(entity))
      const changed = counts.inserted + counts.updated + counts.deleted + counts.merged + erased
      if (changed > 0) await wantFollowUp(transaction)
      await settle(transaction, connection, entity, done)
      return { changed }
    })
    if (typeof outcome === 'string') return outcome
    this.#drain.read += done.length
    this.#drain.changed += outcome.changed
    for (const record of contradicted) {
      await this.#recordFailed(
        entity,
        record,
        `${this.#name} says that it was erased for the privacy of the person, and still shows it`,
      )
    }
    return 'stored'
  }

  async #failed(open: OpenWebhooks, claimed: Claim, since: number, error: unknown): Promise<Verdict> {
    if (!isOfRecords(error)) {
      const waitMs = error instanceof ConnectorError ? (error.retryAfterMs ?? unavailableMs) : unavailableMs
      await postpone(this.#db, claimed, waitMs, this.#told(error))
      this.#unavailable(error)
      return 'leave it'
    }
    const { records } = claimed
    const [only] = records
    if (only !== undefined && records.length === 1) {
      await this.#recordFailed(claimed.entity, only, this.#told(error))
      return 'go on'
    }
    // One bad record is found by halves, so that it takes no other with it.
    const middle = Math.ceil(records.length / 2)
    for (const half of [records.slice(0, middle), records.slice(middle)]) {
      const verdict = await this.#batch(open, { ...claimed, records: half }, since)
      if (verdict === 'leave it') return verdict
    }
    return 'go on'
  }

  async #recordFailed(entity: EntityName, record: ClaimedRecord, reason: string): Promise<void> {
    if (record.tries + 1 < mostTries) {
      const againInMs = firstWaitMs * 2 ** record.tries
      await noteFailure(this.#db, this.#name, entity, record, { reason, againInMs })
      this.#drain.failed += 1
      return
    }
    await this.#db.transaction().execute(async (transaction) => {
      const told = `${reason}. It was told of by a webhook and asked for ${mostTries} times; the next sync that finds it changed reads it again`
      await setAside(transaction, 'extract', this.#name, [{ entity, recordId: record.id, reason: told }])
      await settle(transaction, this.#name, entity, [record])
    })
    this.#drain.setAside += 1
  }

  /** What streams that the set-up leaves out would give is left out here too. */
  async *#ofStreams(
    connector: AnyConnector,
    changes: ReturnType<WebhookDefinition<unknown>['read']>,
    retention: RetentionClass,
  ): ReturnType<WebhookDefinition<unknown>['read']> {
    const isRead = streamFilter(this.#workspace, this.#name)
    for (const { entity } of connector.streams)
      if (isRead(entity)) mustBeStorable(this.#name, { entity }, retention)
    for await (const change of changes) if (isRead(change.entity)) yield change
  }

  async #readOptions(connector: AnyConnector): Promise<Parameters<WebhookDefinition<unknown>['read']>[3]> {
    const states = new Map<EntityName, unknown>()
    for (const { entity } of connector.streams) {
      states.set(entity, (await loadCheckpoint(this.#db, this.#name, entity)).state)
    }
    return {
      fields: (entity) => stepSelection(this.#workspace.config, this.#name, entity),
      state: (entity) => states.get(entity) ?? null,
    }
  }

  /** Whether a run goes on: what is read now could not be stored. */
  async #isRunning(): Promise<boolean> {
    const { workspace } = this.#workspace.store
    return this.#db
      .transaction()
      .execute(async (transaction) => !(await storeBesideRuns(transaction, workspace)))
  }

  #holdBack(): void {
    this.#drain.isHeldBack = true
  }

  #unavailable(error: unknown): void {
    this.#drain.unavailable.push({ connection: this.#name, reason: this.#told(error) })
  }

  #told(error: unknown): string {
    return this.#workspace.redactor.redact(error instanceof Error ? error.message : String(error))
  }
}

/** Whether an error is about what was asked for, rather than about the connection. */
function isOfRecords(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return false
  return (
    error.kind === 'invalid' ||
    error.kind === 'contract' ||
    error.kind === 'gone' ||
    error.kind === 'conflict'
  )
}

/** Erases what the vendor says was erased, where it is gone there. Returns how many. */
async function eraseGone(
  transaction: Database,
  connection: string,
  entity: EntityName,
  asked: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): Promise<number> {
  if (entity !== 'contact' && entity !== 'company') return 0
  const ids = [...asked].filter((id) => gone.has(id))
  return (await eraseRecords(transaction, connection, entity, ids)).length
}

async function newestRun(db: Database): Promise<number> {
  const { id } = await db
    .selectFrom('run')
    .select((select) => select.fn.coalesce(select.fn.max('id'), select.lit(0)).as('id'))
    .executeTakeFirstOrThrow()
  return Number(id)
}
