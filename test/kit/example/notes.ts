import {
  type ActionDefinition,
  type AnyConnector,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
  defineAction,
  defineConnector,
  noAuthentication,
  staticToken,
} from '@rapport/connector'
import { z } from 'zod'
import type { ActionStandIn, Fault } from '../stand-in.ts'
import { type ExampleAnswer, type ExampleRequest, FaultyServer } from './faulty-server.ts'

/** One way in which an action can be wrong. Each must fail the kit. */
export type ActionFlaw =
  | 'sends again by itself'
  | 'reads nothing back'
  | 'reads back what was not done'
  | 'takes anything'
  | 'hides why it was refused'
  | 'takes a refusal for done'
  | 'gives up at a rate limit'
  | 'puts the token into errors'

const settings = z.object({ baseUrl: z.url() })
type Settings = z.infer<typeof settings>
const note = z.object({ on: z.string(), text: z.string() })
const notes = z.object({ notes: z.array(note) })
type Note = z.infer<typeof note>

const budget = 'general'
const token = 'example-note-token'

/** A connector whose one action adds a note: right without a flaw, wrong in one way with one. */
export function notesConnector(flaw?: ActionFlaw): AnyConnector {
  const add = async (ctx: ConnectorContext<Settings>, input: Note): Promise<Note> => {
    const effect = flaw === 'sends again by itself' ? 'read' : 'write'
    const body = flaw === 'takes anything' ? { on: 'nowhere', text: 'nothing' } : input
    try {
      const sent = { method: 'POST', path: '/notes', body, budget, effect } as const
      return (await ctx.request({ ...sent, schema: note })).body
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      if (flaw === 'takes a refusal for done' && error.kind === 'invalid') return input
      if (flaw === 'hides why it was refused') throw new ConnectorError(error.kind, 'no', { cause: error })
      if (flaw === 'puts the token into errors') {
        throw new ConnectorError(error.kind, `sent with ${token}`, { outcome: error.outcome })
      }
      throw error
    }
  }
  const action: ActionDefinition<Settings, unknown, Note> = defineAction<Settings, Note, Note>({
    name: 'note',
    input: flaw === 'takes anything' ? z.any() : note,
    perform: add,
    async readBack(ctx, input) {
      if (flaw === 'reads nothing back') return null
      if (flaw === 'reads back what was not done') return input
      const asked = { method: 'GET', path: '/notes', budget, effect: 'read' } as const
      const { body } = await ctx.request({ ...asked, schema: notes })
      return body.notes.find(({ on }) => on === input.on) ?? null
    },
  })
  return defineConnector<Settings>({
    id: 'notes',
    title: 'Notes',
    settings,
    authentication: [noAuthentication()],
    retention: 'full',
    baseUrl: ({ baseUrl }) => baseUrl,
    budgets: [{ name: budget, requests: 100, perMs: 10_000 }],
    classify: (error) => {
      const message = error instanceof Error ? error.message : ''
      if (message === 'HTTP 400') return new ConnectorError('invalid', 'notes must not be longer than a line')
      if (message === 'HTTP 429' && flaw === 'gives up at a rate limit')
        return new ConnectorError('invalid', 'slow down')
      return undefined
    },
    streams: [],
    targets: [],
    actions: [action],
    async *check() {
      yield { name: 'reachable', ok: true, detail: 'always' }
    },
  })
}

/** A vendor that keeps notes, and adds one as often as it is told to. */
export class NotesVendor implements ActionStandIn {
  readonly secrets = [token]
  readonly #notes: Note[] = []
  #server: FaultyServer | null = null
  #drop: 'before' | 'after' | null = null
  #asked = 0

  static async start(): Promise<NotesVendor> {
    const vendor = new NotesVendor()
    vendor.#server = await FaultyServer.start(
      (request) => vendor.#answer(request),
      () => token,
    )
    return vendor
  }

  settings(): Settings {
    return { baseUrl: this.#running.url }
  }

  credentials(): Credentials {
    return staticToken(token, 'env:NOTES')
  }

  fault(kind: Fault): void {
    this.#running.failNext(kind)
  }

  async input(): Promise<Note> {
    this.#asked += 1
    return { on: `record ${this.#asked}`, text: 'Called back' }
  }

  async refusedInput(): Promise<Note> {
    return { on: 'record 0', text: 'Two\nlines' }
  }

  dropAfterCommit(): void {
    this.#drop = 'after'
  }

  dropBeforeCommit(): void {
    this.#drop = 'before'
  }

  effects(): number {
    return this.#notes.length
  }

  async close(): Promise<void> {
    await this.#running.close()
  }

  get #running(): FaultyServer {
    if (this.#server === null) throw new Error('the vendor was not started')
    return this.#server
  }

  #answer({ method, body }: ExampleRequest): ExampleAnswer {
    if (method === 'GET') return { status: 200, body: { notes: this.#notes } }
    const drop = this.#drop
    this.#drop = null
    if (drop === 'before') return { status: 200, body: null, lost: true }
    const given = note.parse(body)
    if (given.text.includes('\n')) return { status: 400, body: { message: 'too long' } }
    this.#notes.push(given)
    return { status: 200, body: given, lost: drop === 'after' }
  }
}
