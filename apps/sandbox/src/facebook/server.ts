import { SiteControl } from '../review-sites/site-control.ts'
import { SlidingLimit } from '../review-sites/sliding-limit.ts'
import { startSite } from '../review-sites/start-site.ts'
import { type FacebookSeedName, seedFacebookByName } from '../seeds/facebook-by-name.ts'
import { type Behaviour, behaviour, USUAL_BEHAVIOUR } from './behaviour.ts'
import { performEdit } from './edits.ts'
import { errorBody } from './errors.ts'
import { handle } from './handle.ts'
import { FacebookState } from './state.ts'

export interface FacebookOptions extends Partial<Behaviour> {
  /** What there is at the start. Default: nothing. */
  seed?: FacebookSeedName | ((state: FacebookState) => void)
  /** Default: the clock of this machine. */
  now?: () => number
  /** Tokens of a user who has a task on all pages. Default `sandbox-facebook-token`. */
  accessTokens?: readonly string[]
  /** Calls in an hour for each token. Default 200. */
  callsPerHour?: number
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in. */
export interface FacebookServer {
  baseUrl: string
  appId: string
  accessToken: string
  state: FacebookState
  control: SiteControl<Behaviour>
  /** Stops listening and cuts open connections. May be called twice. */
  close(): Promise<void>
}

/** Starts a stand-in on 127.0.0.1. @throws {Error} when the port is taken */
export async function startFacebook(options: FacebookOptions = {}): Promise<FacebookServer> {
  const {
    seed = 'empty',
    now,
    accessTokens = ['sandbox-facebook-token'],
    callsPerHour = 200,
    ...more
  } = options
  const { port = 0, ...patch } = more
  const state = new FacebookState(now)
  if (typeof seed === 'function') seed(state)
  else seedFacebookByName(state, seed)
  const control = new SiteControl<Behaviour>({ ...USUAL_BEHAVIOUR })
  control.change(patch)
  const userTokens = new Set(accessTokens)
  const limit = new SlidingLimit(callsPerHour, 3_600_000)
  const { url, close } = await startSite<Behaviour>(
    {
      control,
      now: state.now,
      handle: (request) => handle({ state, behaviour: control.behaviour, userTokens, limit }, request),
      errorBody: (status) => errorBody(status),
      edit: (told) => performEdit(state, told),
      settings: behaviour.partial(),
    },
    port,
  )
  return { baseUrl: url, appId: '4242', accessToken: accessTokens[0] ?? '', state, control, close }
}
