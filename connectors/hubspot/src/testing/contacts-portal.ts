import { type HubspotServer, loadRecord, seedSmall, startSandbox } from '@rapport/sandbox'
import { type Connection, connect } from './connection.ts'
import { portal } from './portal.ts'

/** A portal of contacts with a clock of its own, and what people do in it past the connector. */
export class ContactsPortal {
  readonly sandbox: HubspotServer
  readonly connection: Connection
  readonly #clock: { now: number }

  private constructor(sandbox: HubspotServer, connection: Connection, clock: { now: number }) {
    this.sandbox = sandbox
    this.connection = connection
    this.#clock = clock
  }

  /** Starts a portal with `count` contacts, modified one minute apart, the last of them a minute ago. */
  static async open(count: number): Promise<ContactsPortal> {
    const clock = { now: Date.parse('2024-03-01T12:00:00Z') }
    const contacts = Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      properties: { email: `c${index + 1}@example.com` },
      modifiedAt: clock.now - (count - index) * 60_000,
    }))
    const sandbox = await startSandbox({
      hubspot: {
        limits: 'off',
        now: () => clock.now,
        seed: (state) => seedSmall(state, { records: { contacts } }),
      },
    })
    return new ContactsPortal(sandbox, connect(sandbox.baseUrl), clock)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.close()
  }

  get now(): number {
    return this.#clock.now
  }

  pass(ms: number): void {
    this.#clock.now += ms
  }

  /** The first name that was read last; undefined where the contact is not live. */
  nameOf(id: number): unknown {
    return this.connection.store.live('contact').get(String(id))?.record.name
  }

  isLive(id: number): boolean {
    return this.connection.store.live('contact').has(String(id))
  }

  /** Changes a contact, a second later. */
  async rename(id: number, firstname: string): Promise<void> {
    this.pass(1_000)
    await portal(this.sandbox.baseUrl, 'PATCH', path(id), { properties: { firstname } })
  }

  /** Changes contacts as an import does: all in a call have one modified time. */
  async update(ids: readonly number[], properties: Readonly<Record<string, string>>): Promise<void> {
    const inputs = ids.map((id) => ({ id: String(id), properties }))
    await portal(this.sandbox.baseUrl, 'POST', '/crm/v3/objects/contacts/batch/update', { inputs })
  }

  async archive(id: number): Promise<void> {
    await portal(this.sandbox.baseUrl, 'DELETE', path(id))
  }

  /** Deletes a contact for good, as the right to erasure asks: no list tells of it. */
  async deleteForGood(id: number): Promise<void> {
    const body = { objectId: String(id) }
    await portal(this.sandbox.baseUrl, 'POST', '/crm/v3/objects/contacts/gdpr-delete', body)
  }

  /** Takes a contact back from the archive; its modified time stays. */
  restore(id: number): void {
    const record = this.#record(id)
    this.sandbox.state.transact(() =>
      this.sandbox.state.commit({ op: 'record', type: 'contacts', record: { ...record, archivedAt: null } }),
    )
  }

  /** Changes a contact so that search shows it only from now on, although it was at another time. */
  renameLate(id: number, firstname: string, modifiedAt: number): void {
    const record = this.#record(id)
    const properties = { ...record.properties, firstname }
    this.sandbox.state.transact(() =>
      this.sandbox.state.commit({
        op: 'record',
        type: 'contacts',
        record: { ...record, properties, modifiedAt },
      }),
    )
  }

  modifiedAt(id: number): number {
    return this.#record(id).modifiedAt
  }

  load(id: number, at: number): void {
    loadRecord(this.sandbox.state, 'contacts', { id, properties: {}, createdAt: at, modifiedAt: at })
  }

  /** Some runs, with a change an hour apart, as go on in any portal. */
  async runOn(times: number): Promise<void> {
    for (let index = 1; index <= times; index++) {
      this.pass(3_600_000)
      await this.rename(index, `run ${index}`)
      this.pass(30_000)
      await this.connection.read('contact')
    }
  }

  #record(id: number) {
    const record = this.sandbox.state.table('contacts').get(id)
    if (record === undefined) throw new Error(`the portal has no contact ${id}`)
    return record
  }
}

const path = (id: number): string => `/crm/v3/objects/contacts/${id}`
