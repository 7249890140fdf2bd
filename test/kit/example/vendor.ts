import type { Credentials, FieldValues } from '@rapport/connector'
import type { ExpectedFields, Fault, StreamStandIn, TargetStandIn } from '../stand-in.ts'
import { type ExampleAnswer, type ExampleRequest, FaultyServer } from './faulty-server.ts'

interface Person {
  readonly id: string
  name: string
  modifiedAt: number
  archived: boolean
  indexed: boolean
  readonly mergedIds: string[]
  fields: FieldValues
}

const pageSize = 5
const searchCap = 12
const firstMoment = Date.UTC(2024, 0, 1)

/** A small CRM for the kit's own tests: people, a search by modification time, a list of the archived, a batch update. */
export class ExampleVendor implements StreamStandIn, TargetStandIn {
  readonly pageSize = pageSize
  readonly searchCap = searchCap
  readonly secrets = ['example-token-1', 'example-token-2']
  readonly #people = new Map<string, Person>()
  readonly #fields = new Set<string>()
  readonly #refused = new Set<string>()
  #server: FaultyServer | null = null
  #token = 'example-token-1'
  #clock = firstMoment
  #unknownField = false
  #loseNextWrite = false
  #recordWrites = 0

  static async start(): Promise<ExampleVendor> {
    const vendor = new ExampleVendor()
    vendor.#server = await FaultyServer.start(
      (request) => vendor.#answer(request),
      () => vendor.#token,
    )
    return vendor
  }

  settings(): { baseUrl: string } {
    return { baseUrl: this.#running.url }
  }

  credentials(): Credentials {
    return {
      token: async () => this.#token,
      refresh: async () => {
        this.#token = this.#token === 'example-token-1' ? 'example-token-2' : 'example-token-1'
        return this.#token
      },
    }
  }

  async close(): Promise<void> {
    await this.#running.close()
  }

  fault(kind: Fault): void {
    this.#running.failNext(kind)
  }

  callCount(): number {
    return this.#running.calls
  }

  async populate(count: number): Promise<readonly string[]> {
    return Array.from({ length: count }, () => this.#add(this.#tick(130_000)).id)
  }

  async modify(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const person = this.#get(id)
      person.modifiedAt = this.#tick()
      person.name = `${person.name}!`
    }
  }

  async holds(): Promise<ReadonlyMap<string, ExpectedFields>> {
    const living = [...this.#people.values()].filter(({ archived }) => !archived)
    return new Map(living.map(({ id, name }) => [id, { name }]))
  }

  // Archiving does not move the modification time, as at real vendors.
  async archive(id: string): Promise<void> {
    this.#get(id).archived = true
  }

  async restore(id: string): Promise<void> {
    const person = this.#get(id)
    person.archived = false
    person.modifiedAt = this.#tick()
  }

  async merge(loser: string, survivor: string): Promise<string> {
    this.#get(loser).archived = true
    const kept = this.#get(survivor)
    kept.mergedIds.push(loser)
    kept.modifiedAt = this.#tick()
    return survivor
  }

  async addWithSameModifiedTime(count: number): Promise<readonly string[]> {
    return Array.from({ length: count }, () => this.#add(this.#clock).id)
  }

  async addUnindexed(): Promise<{ id: string; reveal(): Promise<void> }> {
    const person = this.#add(this.#tick())
    person.indexed = false
    return {
      id: person.id,
      reveal: async () => {
        person.indexed = true
      },
    }
  }

  async addUnknownField(): Promise<void> {
    this.#unknownField = true
  }

  async remove(id: string): Promise<void> {
    this.#people.delete(id)
  }

  refuse(id: string): void {
    this.#refused.add(id)
  }

  dropAfterCommit(): void {
    this.#loseNextWrite = true
  }

  recordWrites(): number {
    return this.#recordWrites
  }

  get #running(): FaultyServer {
    if (this.#server === null) throw new Error('the vendor was not started')
    return this.#server
  }

  #tick(ms = 1000): number {
    this.#clock += ms
    return this.#clock
  }

  #add(modifiedAt: number): Person {
    const id = String(1000 + this.#people.size)
    const person = {
      id,
      name: `Person ${id}`,
      modifiedAt,
      archived: false,
      indexed: true,
      mergedIds: [],
      fields: {},
    }
    this.#people.set(id, person)
    return person
  }

  #get(id: string): Person {
    const person = this.#people.get(id)
    if (person === undefined) throw new Error(`no person ${id}`)
    return person
  }

  #answer({ method, url, body }: ExampleRequest): ExampleAnswer {
    const route = `${method} ${url.pathname}`
    if (route === 'GET /search') return { status: 200, body: this.#search(url.searchParams) }
    if (route === 'GET /archived') return { status: 200, body: { ids: this.#archivedIds() } }
    if (route === 'GET /fields') return { status: 200, body: { names: [...this.#fields] } }
    if (route === 'POST /fields')
      return { status: 200, body: this.#createFields(body as { names: string[] }) }
    if (route === 'POST /read') return { status: 200, body: this.#read(body as { ids: string[] }) }
    if (route === 'PATCH /people')
      return this.#update(body as { inputs: { id: string; values: FieldValues }[] })
    return { status: 404, body: { message: `no route ${route}` } }
  }

  /** People modified after (`since`, `afterId`), by time and id, up to the cap over all pages. */
  #search(query: URLSearchParams): unknown {
    const since = Number(query.get('since') ?? 0)
    const afterId = query.get('afterId') ?? ''
    const offset = Number(query.get('offset') ?? 0)
    const found = [...this.#people.values()]
      .filter(({ indexed, archived }) => indexed && !archived)
      .filter(({ modifiedAt, id }) => modifiedAt > since || (modifiedAt === since && id > afterId))
      .sort((a, b) => a.modifiedAt - b.modifiedAt || a.id.localeCompare(b.id))
    const page = found.slice(offset, Math.min(offset + pageSize, searchCap))
    return {
      results: page.map(({ id, name, modifiedAt, mergedIds }) => ({
        id,
        name,
        modifiedAt,
        mergedIds,
        ...(this.#unknownField ? { somethingNew: { deep: [1, 2, 3] } } : {}),
      })),
    }
  }

  #archivedIds(): readonly string[] {
    return [...this.#people.values()].filter(({ archived }) => archived).map(({ id }) => id)
  }

  #createFields({ names }: { names: string[] }): unknown {
    const created = names.filter((name) => !this.#fields.has(name))
    for (const name of created) this.#fields.add(name)
    return { created }
  }

  #read({ ids }: { ids: string[] }): unknown {
    const found = ids.flatMap((id) => this.#people.get(id) ?? [])
    return { results: found.map(({ id, fields }) => ({ id, values: fields })) }
  }

  #update({ inputs }: { inputs: { id: string; values: FieldValues }[] }): ExampleAnswer {
    const results = inputs.map(({ id, values }) => {
      const person = this.#people.get(id)
      if (person === undefined) return { id, status: 'gone' }
      if (this.#refused.has(id)) return { id, status: 'invalid' }
      person.fields = { ...person.fields, ...values }
      this.#recordWrites += 1
      return { id, status: 'ok' }
    })
    const lost = this.#loseNextWrite
    this.#loseNextWrite = false
    // Answered in an order of its own, as batch endpoints do.
    return { status: 200, body: { results: results.reverse() }, lost }
  }
}
