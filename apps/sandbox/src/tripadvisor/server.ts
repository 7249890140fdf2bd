import { SiteControl } from '../review-sites/site-control.ts'
import { SlidingLimit } from '../review-sites/sliding-limit.ts'
import { startSite } from '../review-sites/start-site.ts'
import { seedTripadvisorByName, type TripadvisorSeedName } from '../seeds/tripadvisor-by-name.ts'
import { type Behaviour, behaviour, USUAL_BEHAVIOUR } from './behaviour.ts'
import { performEdit } from './edits.ts'
import { errorBody } from './errors.ts'
import { handle } from './handle.ts'
import { TripadvisorState } from './state.ts'

export interface TripadvisorOptions extends Partial<Behaviour> {
  /** What there is at the start. Default: nothing. */
  seed?: TripadvisorSeedName | ((state: TripadvisorState) => void)
  /** Default: the clock of this machine. */
  now?: () => number
  /** Keys that are accepted. Default `sandbox-tripadvisor-key`. */
  keys?: readonly string[]
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in. */
export interface TripadvisorServer {
  baseUrl: string
  apiKey: string
  state: TripadvisorState
  control: SiteControl<Behaviour>
  /** Stops listening and cuts open connections. May be called twice. */
  close(): Promise<void>
}

/** Starts a stand-in on 127.0.0.1. @throws {Error} when the port is taken */
export async function startTripadvisor(options: TripadvisorOptions = {}): Promise<TripadvisorServer> {
  const { seed = 'empty', now, keys = ['sandbox-tripadvisor-key'], port = 0, ...patch } = options
  const state = new TripadvisorState(now)
  if (typeof seed === 'function') seed(state)
  else seedTripadvisorByName(state, seed)
  const control = new SiteControl<Behaviour>({ ...USUAL_BEHAVIOUR })
  control.change(patch)
  const perSecond = new SlidingLimit(50, 1_000)
  const { url, close } = await startSite<Behaviour>(
    {
      control,
      now: state.now,
      handle: (request) => handle({ state, behaviour: control.behaviour, keys, perSecond }, request),
      errorBody: (status) => errorBody(status),
      edit: (told) => performEdit(state, told),
      settings: behaviour.partial(),
    },
    port,
  )
  return { baseUrl: url, apiKey: keys[0] ?? '', state, control, close }
}
