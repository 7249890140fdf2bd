import { SiteControl } from '../review-sites/site-control.ts'
import { SlidingLimit } from '../review-sites/sliding-limit.ts'
import { startSite } from '../review-sites/start-site.ts'
import { seedYelpByName, type YelpSeedName } from '../seeds/yelp-by-name.ts'
import { type Behaviour, behaviour, USUAL_BEHAVIOUR } from './behaviour.ts'
import { DayLimit } from './day-limit.ts'
import { performEdit } from './edits.ts'
import { errorBody } from './errors.ts'
import { handle, isPlaces, type Parts } from './handle.ts'
import { PartnerSignIn } from './partner-sign-in.ts'
import { YelpState } from './state.ts'

export interface YelpOptions extends Partial<Behaviour> {
  /** What there is at the start. Default: nothing. */
  seed?: YelpSeedName | ((state: YelpState) => void)
  /** Default: the clock of this machine. */
  now?: () => number
  /** API keys. Default `sandbox-yelp-key`. */
  apiKeys?: readonly string[]
  /** Tokens of an owner that are accepted beside those that are exchanged. Default: none. */
  ownerTokens?: readonly string[]
  /** Calls of a day, by the plan. Default 300. */
  callsPerDay?: number
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in, of the Places API and of the partner API. */
export interface YelpServer {
  baseUrl: string
  apiKey: string
  signIn: PartnerSignIn
  state: YelpState
  control: SiteControl<Behaviour>
  /** Stops listening and cuts open connections. May be called twice. */
  close(): Promise<void>
}

/** Starts a stand-in on 127.0.0.1. @throws {Error} when the port is taken */
export async function startYelp(options: YelpOptions = {}): Promise<YelpServer> {
  const { seed = 'empty', now, apiKeys = ['sandbox-yelp-key'], ownerTokens = [], ...more } = options
  const { callsPerDay = 300, port = 0, ...patch } = more
  const state = new YelpState(now)
  if (typeof seed === 'function') seed(state)
  else seedYelpByName(state, seed)
  const control = new SiteControl<Behaviour>({ ...USUAL_BEHAVIOUR })
  control.change(patch)
  const replies = new Map<string, DayLimit>()
  const parts: Parts = {
    state,
    behaviour: control.behaviour,
    apiKeys: new Set(apiKeys),
    signIn: new PartnerSignIn(state.now, ownerTokens),
    calls: new DayLimit(callsPerDay),
    perSecond: new SlidingLimit(5, 1_000),
    repliesOf(business) {
      const found = replies.get(business) ?? new DayLimit(20)
      replies.set(business, found)
      return found
    },
  }
  const { url, close } = await startSite<Behaviour>(
    {
      control,
      now: state.now,
      handle: (request) => handle(parts, request),
      headers: (request) => (isPlaces(request) ? limitHeaders(parts) : {}),
      errorBody: (status) => errorBody(status),
      edit: (told) => performEdit(state, told),
      settings: behaviour.partial(),
    },
    port,
  )
  return { baseUrl: url, apiKey: apiKeys[0] ?? '', signIn: parts.signIn, state, control, close }
}

/** What is left of the day, on every answer. */
function limitHeaders({ state, calls }: Parts): Readonly<Record<string, string>> {
  const now = state.now()
  return {
    'RateLimit-DailyLimit': String(calls.most),
    'RateLimit-Remaining': String(calls.left(now)),
    'RateLimit-ResetTime': calls.resetsAt(now),
  }
}
