import type { FieldSelection } from '@rapport/connector'
import { MemoryStore } from '@rapport/contract-kit'
import type { EntityName } from '@rapport/model'
import {
  editSalesforceRecords,
  loadSalesforceRecord,
  type SalesforceOptions,
  type SalesforceSeedRecord,
  type SalesforceServer,
  startSalesforce,
} from '@rapport/sandbox'
import { type ConnectionOptions, connect, type ReadReport } from './connection.ts'

const dayMs = 86_400_000

interface RunOptions extends ConnectionOptions {
  readonly selection?: Partial<FieldSelection>
  /** Ends the read after so many changes, as a killed process would. */
  readonly stopAfter?: number
}

/** An org with a clock of its own, what Rapport stored of it, and what an administrator does in it. */
export class ClockedOrg {
  readonly server: SalesforceServer
  readonly store = new MemoryStore()
  readonly #clock: { now: number }

  private constructor(server: SalesforceServer, clock: { now: number }) {
    this.server = server
    this.#clock = clock
  }

  static async open(options: SalesforceOptions = {}): Promise<ClockedOrg> {
    const clock = { now: Date.UTC(2026, 0, 1) }
    const app = { sessionMs: 1e12 }
    return new ClockedOrg(
      await startSalesforce({ limits: 'off', now: () => clock.now, app, ...options }),
      clock,
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close()
  }

  get now(): number {
    return this.#clock.now
  }

  passDays(days: number): void {
    this.#clock.now += days * dayMs
  }

  /** Adds a record, an hour later. */
  add(object: string, values: SalesforceSeedRecord = {}): string {
    this.#clock.now += 3_600_000
    return loadSalesforceRecord(this.server.org, object, { SystemModstamp: this.now, ...values })
  }

  /** Deletes records for good: no query shows them, and the log of deletions tells of them for its time. */
  purge(object: string, ...ids: readonly string[]): void {
    const table = this.server.org.table(object)
    for (const id of ids) {
      const row = table.rowOf(id)
      if (row === undefined) throw new Error(`the org has no ${object} ${id}`)
      table.moveToRecycleBin(row, this.now)
      table.purge(row)
    }
  }

  /** Changes fields of a record, an hour later. */
  change(id: string, values: Parameters<typeof editSalesforceRecords>[2]): void {
    this.#clock.now += 3_600_000
    editSalesforceRecords(this.server.org, [id], values)
  }

  /** Takes read access to a field (`Opportunity.Amount`) or an object from Rapport's user. */
  hide(...names: readonly string[]): void {
    const { control } = this.server
    control.hideFields(...names.filter((name) => name.includes('.')))
    control.hideObjects(...names.filter((name) => !name.includes('.')))
  }

  show(...names: readonly string[]): void {
    this.server.control.show(...names)
  }

  /** Reads a stream as the next run does. */
  read(
    entity: EntityName,
    { selection = {}, stopAfter = Number.POSITIVE_INFINITY, ...options }: RunOptions = {},
  ): Promise<ReadReport> {
    return connect(this.server, { store: this.store, ...options }).read(entity, { selection, stopAfter })
  }

  /** What is stored of an entity and live, in the order of its ids. */
  stored(entity: EntityName): readonly Readonly<Record<string, unknown>>[] {
    return [...this.store.live(entity).values()].map(({ record }) => record)
  }
}
