import {
  type AnyConnector,
  attributed,
  ConnectorError,
  type ConnectorErrorKind,
  type Credentials,
  defineConnector,
  defineView,
  HttpFailure,
  noAuthentication,
  type Shown,
  type ShownReview,
  shown,
  staticToken,
  type ViewContext,
  type ViewDefinition,
} from '@rapport/connector'
import { z } from 'zod'
import { type ExampleAnswer, type ExampleRequest, FaultyServer } from './example/faulty-server.ts'
import type { Fault } from './stand-in.ts'
import type { Garbling, ViewStandIn } from './view-subject.ts'

/** One way in which a view can be wrong. Each must fail the kit. */
export type ViewFlaw =
  | 'gives content unmarked'
  | 'does not say whose it is'
  | 'has a stream too'
  | 'takes a refusal for no reviews'
  | 'hides why it was refused'
  | 'takes an unknown place for no reviews'
  | 'asks for anything'
  | 'gives up at a rate limit'
  | 'takes an outage for no reviews'
  | 'goes on when told to stop'
  | 'quotes what it cannot read'
  | 'puts content into an address'
  | 'puts the key into errors'

const settings = z.object({ baseUrl: z.url() })
type Settings = z.infer<typeof settings>
type Context = ViewContext<Settings>

const key = 'example-key-of-the-wall'
const budget = 'general'
const posters = z.object({ posters: z.array(z.object({ by: z.string(), says: z.string() })) })

/** Kinds of errors that a flaw takes for an empty wall. */
const swallowed: Readonly<Partial<Record<ViewFlaw, readonly ConnectorErrorKind[]>>> = {
  'takes a refusal for no reviews': ['auth'],
  'takes an unknown place for no reviews': ['gone'],
  'takes an outage for no reviews': ['transient', 'rate'],
}

/** A connector that shows what is posted on walls: right without a flaw, wrong in one way with one. */
export function wallConnector(flaw?: ViewFlaw): AnyConnector {
  const definition: ViewDefinition<Settings> = {
    name: 'reviews',
    placeId: flaw === 'asks for anything' ? z.string() : z.string().regex(/^wall-\d+$/, 'walls are numbered'),
    fetch: (ctx, placeId) => readWall(ctx, placeId, flaw),
  }
  // What `defineView` takes care of would hide these flaws.
  const isBare =
    flaw === 'gives content unmarked' ||
    flaw === 'goes on when told to stop' ||
    flaw === 'quotes what it cannot read' ||
    flaw === 'puts the key into errors' ||
    flaw === 'hides why it was refused'
  const streams = flaw === 'has a stream too' ? [{ entity: 'review' }] : []
  return defineConnector<Settings>({
    id: 'wall',
    title: 'Wall',
    settings,
    authentication: [noAuthentication()],
    retention: 'id_only',
    baseUrl: ({ baseUrl }) => baseUrl,
    budgets: [{ name: budget, requests: 100, perMs: 10_000 }],
    classify: (error) =>
      flaw === 'gives up at a rate limit' && error instanceof HttpFailure && error.status === 429
        ? new ConnectorError('invalid', 'too many calls to the wall')
        : undefined,
    // The type knows no stream here.
    streams: streams as unknown as readonly [],
    targets: [],
    views: [isBare ? definition : defineView(definition)],
    async *check() {
      yield { name: 'reachable', ok: true, detail: 'always' }
    },
  })
}

async function* readWall(
  ctx: Context,
  placeId: string,
  flaw: ViewFlaw | undefined,
): AsyncGenerator<Shown<ShownReview>> {
  for (const { by, says } of await readPosters(ctx, placeId, flaw)) {
    if (flaw === 'puts content into an address') {
      const path = `/people/${encodeURIComponent(by)}`
      await ctx.request({ method: 'GET', path, budget, effect: 'read', schema: z.unknown() })
    }
    const review = reviewOf(by, says, flaw)
    yield flaw === 'gives content unmarked' ? (review as unknown as Shown<ShownReview>) : shown(review)
  }
}

async function readPosters(
  ctx: Context,
  placeId: string,
  flaw: ViewFlaw | undefined,
): Promise<z.infer<typeof posters>['posters']> {
  const path = `/walls/${encodeURIComponent(placeId)}`
  const asked = { method: 'GET', path, budget, effect: 'read' } as const
  try {
    if (flaw !== 'quotes what it cannot read')
      return (await ctx.request({ ...asked, schema: posters })).body.posters
    const { body } = await ctx.request({ ...asked, schema: z.unknown() })
    const read = posters.safeParse(body)
    if (read.success) return read.data.posters
    throw new ConnectorError('contract', `this is no wall: ${JSON.stringify(body)}`)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    if (flaw === 'hides why it was refused') throw new ConnectorError(error.kind, 'no')
    if (flaw === 'puts the key into errors') throw new ConnectorError(error.kind, `asked with the key ${key}`)
    if (flaw !== undefined && swallowed[flaw]?.includes(error.kind)) return []
    throw error
  }
}

function reviewOf(author: string, text: string, flaw: ViewFlaw | undefined): ShownReview {
  return {
    author,
    authorUrl: null,
    authorImageUrl: null,
    rating: null,
    ratingImageUrl: null,
    title: null,
    text,
    language: null,
    at: null,
    url: null,
    reply: null,
    attribution: flaw === 'does not say whose it is' ? '' : attributed(author, 'the wall'),
  }
}

const wall = [
  { by: 'Author Canary One', says: 'Text canary one' },
  { by: 'Author Canary Two', says: 'Text canary two' },
]

/** A site with one wall. */
export class WallSite implements ViewStandIn {
  readonly secrets = [key]
  readonly placeId = 'wall-1'
  readonly unknownPlaceId = 'wall-2'
  readonly content = wall.flatMap(({ by, says }) => [by, says])
  #server: FaultyServer | null = null
  #refusal: 401 | 403 | null = null
  #garbling: Garbling | null = null

  static async start(): Promise<WallSite> {
    const site = new WallSite()
    site.#server = await FaultyServer.start(
      (request) => site.#answer(request),
      () => key,
    )
    return site
  }

  settings(): Settings {
    return { baseUrl: this.#running.url }
  }

  credentials(): Credentials {
    return staticToken(key, 'env:WALL')
  }

  expected(): readonly Partial<ShownReview>[] {
    return wall.map(({ by, says }) => ({ author: by, text: says }))
  }

  refuse(status: 401 | 403): void {
    this.#refusal = status
  }

  garble(how: Garbling): void {
    // A body that ends too early is no JSON either.
    if (how === 'page') this.#running.failNext('truncated')
    else this.#garbling = how
  }

  fault(kind: Fault): void {
    this.#running.failNext(kind)
  }

  callCount(): number {
    return this.#running.calls
  }

  async close(): Promise<void> {
    await this.#running.close()
  }

  get #running(): FaultyServer {
    if (this.#server === null) throw new Error('the site was not started')
    return this.#server
  }

  #answer({ url }: ExampleRequest): ExampleAnswer {
    const garbling = this.#garbling
    this.#garbling = null
    if (this.#refusal !== null) return { status: this.#refusal, body: { wall } }
    if (garbling !== null) {
      const status = { page: 200, shape: 200, refusal: 400, failure: 500 }[garbling]
      return { status, body: { message: wall } }
    }
    if (url.pathname.startsWith('/people/')) return { status: 200, body: {} }
    if (url.pathname !== `/walls/${this.placeId}`) return { status: 404, body: { message: 'no such wall' } }
    return { status: 200, body: { posters: wall } }
  }
}
