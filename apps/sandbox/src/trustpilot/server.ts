import { z } from 'zod'
import { openReplyJournal } from '../review-sites/reply-journal.ts'
import { SiteControl } from '../review-sites/site-control.ts'
import { SlidingLimit } from '../review-sites/sliding-limit.ts'
import { startSite } from '../review-sites/start-site.ts'
import { seedTrustpilotByName, type TrustpilotSeedName } from '../seeds/trustpilot-by-name.ts'
import { type Behaviour, behaviour, USUAL_BEHAVIOUR } from './behaviour.ts'
import { performEdit } from './edits.ts'
import { errorBody } from './errors.ts'
import { handle } from './handle.ts'
import { SignIn } from './sign-in.ts'
import { TrustpilotState } from './state.ts'

export interface TrustpilotOptions extends Partial<Behaviour> {
  /** What the account starts with. */
  seed?: TrustpilotSeedName | ((state: TrustpilotState) => void)
  /** File that keeps the replies that are written, so that the next start finds them. */
  journal?: string
  /** Default: the clock of this machine. */
  now?: () => number
  /** Access tokens that are accepted beside those that are exchanged. Default `sandbox-trustpilot-token`. */
  accessTokens?: readonly string[]
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in. */
export interface TrustpilotServer {
  baseUrl: string
  apiKey: string
  apiSecret: string
  accessToken: string
  /** A business user who may sign replies. */
  businessUserId: string
  state: TrustpilotState
  control: SiteControl<Behaviour>
  /** Stops listening and cuts open connections. May be called twice. */
  close(): Promise<void>
}

/** Starts a stand-in on 127.0.0.1. @throws {Error} when the port is taken */
export async function startTrustpilot(options: TrustpilotOptions = {}): Promise<TrustpilotServer> {
  const {
    seed = 'empty',
    journal,
    now,
    accessTokens = ['sandbox-trustpilot-token'],
    port = 0,
    ...patch
  } = options
  const state = new TrustpilotState(now)
  if (typeof seed === 'function') seed(state)
  else seedTrustpilotByName(state, seed)
  if (journal !== undefined) keepReplies(journal, state)
  const control = new SiteControl<Behaviour>({ ...USUAL_BEHAVIOUR })
  control.change(patch)
  const signIn = new SignIn(state.now, accessTokens)
  const limits = [new SlidingLimit(833, 300_000), new SlidingLimit(10_000, 3_600_000)]
  const { url, close } = await startSite<Behaviour>(
    {
      control,
      now: state.now,
      handle: (request) => handle({ state, behaviour: control.behaviour, signIn, limits }, request),
      errorBody: (status) => errorBody(status),
      edit: (told) => performEdit(state, told),
      settings: behaviour.partial(),
    },
    port,
  )
  const { apiKey, apiSecret } = signIn
  return {
    baseUrl: url,
    apiKey,
    apiSecret,
    accessToken: accessTokens[0] ?? '',
    businessUserId: [...state.businessUsers][0] ?? '',
    state,
    control,
    close,
  }
}

const keptReply = z
  .object({ text: z.string(), createdAt: z.number(), updatedAt: z.number().nullable() })
  .nullable()

/** Gives seeded reviews the replies of the journal, and keeps every later one there. */
function keepReplies(journal: string, state: TrustpilotState): void {
  const keep = openReplyJournal(journal, keptReply, (id, reply) => {
    const review = state.reviews.get(id)
    if (review !== undefined) review.companyReply = reply
  })
  state.onReply = ({ id, companyReply }) => keep(id, companyReply)
}
