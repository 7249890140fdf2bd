import { errorBody } from '../google-business/errors.ts'
import { SiteControl } from '../review-sites/site-control.ts'
import { SlidingLimit } from '../review-sites/sliding-limit.ts'
import { startSite } from '../review-sites/start-site.ts'
import { type GooglePlacesSeedName, seedGooglePlacesByName } from '../seeds/google-places-by-name.ts'
import { type Behaviour, behaviour, USUAL_BEHAVIOUR } from './behaviour.ts'
import { performEdit } from './edits.ts'
import { handle } from './handle.ts'
import { GooglePlacesState } from './state.ts'

export interface GooglePlacesOptions extends Partial<Behaviour> {
  /** What there is at the start. Default: nothing. */
  seed?: GooglePlacesSeedName | ((state: GooglePlacesState) => void)
  /** Default: the clock of this machine. */
  now?: () => number
  /** Keys that are accepted. Default `sandbox-google-places-key`. */
  keys?: readonly string[]
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in. */
export interface GooglePlacesServer {
  baseUrl: string
  apiKey: string
  state: GooglePlacesState
  control: SiteControl<Behaviour>
  /** Stops listening and cuts open connections. May be called twice. */
  close(): Promise<void>
}

/** Starts a stand-in on 127.0.0.1. @throws {Error} when the port is taken */
export async function startGooglePlaces(options: GooglePlacesOptions = {}): Promise<GooglePlacesServer> {
  const { seed = 'empty', now, keys = ['sandbox-google-places-key'], port = 0, ...patch } = options
  const state = new GooglePlacesState(now)
  if (typeof seed === 'function') seed(state)
  else seedGooglePlacesByName(state, seed)
  const control = new SiteControl<Behaviour>({ ...USUAL_BEHAVIOUR })
  control.change(patch)
  const perMinute = new SlidingLimit(600, 60_000)
  const { url, close } = await startSite<Behaviour>(
    {
      control,
      now: state.now,
      handle: (request) => handle({ state, behaviour: control.behaviour, keys, perMinute }, request),
      errorBody: (status) => errorBody(status),
      edit: (told) => performEdit(state, told),
      settings: behaviour.partial(),
    },
    port,
  )
  return { baseUrl: url, apiKey: keys[0] ?? '', state, control, close }
}
