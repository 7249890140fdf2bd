import { MemoryStore } from '@rapport/contract-kit'
import {
  loadSalesforceRecord,
  type SalesforceOptions,
  type SalesforceServer,
  startSalesforce,
} from '@rapport/sandbox'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'

/** An org of contacts with a clock of its own, and what people do in it past the connector. */
export class ContactsOrg {
  readonly server: SalesforceServer
  readonly store = new MemoryStore()
  readonly ids: string[] = []
  readonly #clock: { now: number }

  private constructor(server: SalesforceServer, clock: { now: number }) {
    this.server = server
    this.#clock = clock
  }

  /** Starts an org with `count` contacts, changed ten seconds apart. */
  static async open(count: number, options: SalesforceOptions = {}): Promise<ContactsOrg> {
    const clock = { now: Date.UTC(2026, 0, 1) }
    const server = await startSalesforce({
      limits: 'off',
      now: () => clock.now,
      app: { sessionMs: 1e12 },
      ...options,
    })
    const org = new ContactsOrg(server, clock)
    for (let number = 0; number < count; number++) org.add()
    return org
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close()
  }

  /** A new run of Rapport, with what the runs before stored. */
  run(options: ConnectionOptions = {}): Connection {
    return connect(this.server, { store: this.store, ...options })
  }

  pass(ms: number): void {
    this.#clock.now += ms
  }

  /** Adds a contact, ten seconds later unless told otherwise. */
  add(values: Readonly<Record<string, string | number>> = {}, afterMs = 10_000): string {
    this.pass(afterMs)
    const LastName = `Person ${this.ids.length}`
    const id = loadSalesforceRecord(this.server.org, 'Contact', {
      LastName,
      Name: LastName,
      SystemModstamp: this.#clock.now,
      ...values,
    })
    this.ids.push(id)
    return id
  }

  /** Adds contacts as an import does: all have one modified time. */
  import(count: number): void {
    this.pass(10_000)
    for (let number = 0; number < count; number++) this.add({}, 0)
  }

  set(id: string, field: string, value: string | number): void {
    const { org } = this.server
    const definition = org.schema.field('Contact', field)
    if (definition === undefined) throw new Error(`contacts have no field ${field}`)
    org.table('Contact').column(definition).set(this.row(id), value)
  }

  rename(id: string, name: string): void {
    this.pass(10_000)
    this.set(id, 'Name', name)
    this.set(id, 'SystemModstamp', this.#clock.now)
  }

  row(id: string): number {
    const row = this.server.org.table('Contact').rowOf(id)
    if (row === undefined) throw new Error(`the org has no contact ${id}`)
    return row
  }

  /** When a contact was last changed, in epoch milliseconds. */
  modifiedAt(id: string): number {
    return Number(this.server.org.table('Contact').value(this.row(id), 'SystemModstamp'))
  }

  nameOf(id: string): unknown {
    return this.store.live('contact').get(id)?.record.name
  }

  /** The queries that were made, in SOQL. */
  queries(): string[] {
    return this.server.control
      .log()
      .filter(({ path }) => /\/query(All)?$/.test(path))
      .map(({ query }) => new URLSearchParams(query).get('q') ?? '')
  }

  /** Calls to bulk jobs that were made, as `POST /jobs/query`. */
  bulkCalls(): string[] {
    return this.server.control
      .log()
      .filter(({ path }) => path.includes('/jobs/'))
      .map(({ method, path }) => `${method} ${path.replace(/^.*\/v[\d.]+/, '').replace(/750\w+/, 'ID')}`)
  }
}
