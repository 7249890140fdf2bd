import { z } from 'zod'
import { openReplyJournal } from '../review-sites/reply-journal.ts'
import { SiteControl } from '../review-sites/site-control.ts'
import { SlidingLimit } from '../review-sites/sliding-limit.ts'
import { startSite } from '../review-sites/start-site.ts'
import { type GoogleBusinessSeedName, seedGoogleBusinessByName } from '../seeds/google-business-by-name.ts'
import { type Behaviour, behaviour, USUAL_BEHAVIOUR } from './behaviour.ts'
import { performEdit } from './edits.ts'
import { errorBody } from './errors.ts'
import { handle } from './handle.ts'
import { SignIn } from './sign-in.ts'
import { GoogleBusinessState } from './state.ts'

export interface GoogleBusinessOptions extends Partial<Behaviour> {
  /** What the accounts start with. */
  seed?: GoogleBusinessSeedName | ((state: GoogleBusinessState) => void)
  /** File that keeps the replies that are written, so that the next start finds them. */
  journal?: string
  /** Default: the clock of this machine. */
  now?: () => number
  /** Access tokens that are accepted beside those that are exchanged. Default `sandbox-google-token`. */
  accessTokens?: readonly string[]
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in for the three services of Google Business Profile, at one address. */
export interface GoogleBusinessServer {
  baseUrl: string
  tokenUrl: string
  /** Where a person signs in. */
  authorizeUrl: string
  accessToken: string
  clientId: string
  clientSecret: string
  refreshToken: string
  state: GoogleBusinessState
  control: SiteControl<Behaviour>
  /** Stops listening and cuts open connections. May be called twice. */
  close(): Promise<void>
}

/** Starts a stand-in on 127.0.0.1. @throws {Error} when the port is taken */
export async function startGoogleBusiness(
  options: GoogleBusinessOptions = {},
): Promise<GoogleBusinessServer> {
  const {
    seed = 'empty',
    journal,
    now,
    accessTokens = ['sandbox-google-token'],
    port = 0,
    ...patch
  } = options
  const state = new GoogleBusinessState(now)
  if (typeof seed === 'function') seed(state)
  else seedGoogleBusinessByName(state, seed)
  if (journal !== undefined) keepReplies(journal, state)
  const control = new SiteControl<Behaviour>({ ...USUAL_BEHAVIOUR })
  control.change(patch)
  const signIn = new SignIn(state.now, accessTokens)
  const limits = { requests: new SlidingLimit(300, 60_000), edits: new SlidingLimit(10, 60_000) }
  const { url, close } = await startSite<Behaviour>(
    {
      control,
      now: state.now,
      handle: (request) => handle({ state, behaviour: control.behaviour, signIn, ...limits }, request),
      errorBody: (status) => errorBody(status),
      edit: (told) => performEdit(state, told),
      settings: behaviour.partial(),
    },
    port,
  )
  const { clientId, clientSecret, refreshToken } = signIn
  return {
    baseUrl: url,
    tokenUrl: `${url}/token`,
    authorizeUrl: `${url}/o/oauth2/v2/auth`,
    accessToken: accessTokens[0] ?? '',
    clientId,
    clientSecret,
    refreshToken,
    state,
    control,
    close,
  }
}

const keptReply = z.object({ comment: z.string(), updateTime: z.number() }).nullable()

/** Gives seeded reviews the replies of the journal, and keeps every later one there. */
function keepReplies(journal: string, state: GoogleBusinessState): void {
  const keep = openReplyJournal(journal, keptReply, (id, reply) => {
    const review = state.reviews.get(id)
    if (review !== undefined) review.reply = reply
  })
  state.onReply = ({ id, reply }) => keep(id, reply)
}
