import { answerSurvey, rateTicket } from '../zendesk/edits.ts'
import type { ZendeskState } from '../zendesk/state.ts'
import {
  addComment,
  addTicket,
  archiveTicket,
  changeTicket,
  deleteTicket,
  type NewTicket,
  SYSTEM_USER,
} from '../zendesk/ticket-edits.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What can become of a ticket. */
export const STORIES = [
  'outreach',
  'call',
  'unanswered',
  'deleted',
  'noteFirst',
  'askedBack',
  'reopened',
  'rated',
  'rated',
  'rated',
  'rated',
  'archived',
] as const
export type Story = (typeof STORIES)[number] | 'solved'

/** What people say on a ticket. */
export interface Words {
  readonly answer: string
  readonly note: string
  readonly question: string
  readonly reply: string
  readonly solution: string
  readonly again: string
  readonly fixed: string
}

const PLAIN: Words = {
  answer: 'Here is how.',
  note: 'Asked the warehouse.',
  question: 'Which order is it?',
  reply: 'The last one.',
  solution: 'Sent again.',
  again: 'It is back.',
  fixed: 'Fixed for good.',
}

/** A request, and what becomes of it. Moments are epoch milliseconds. */
export interface ToldTicket {
  readonly ticket: NewTicket & { readonly at: number }
  readonly agent: number
  /** How long the customer waits for an answer. */
  readonly wait: number
  readonly story: Story
  /** What the customer thinks of it, where the story asks for that. */
  readonly rating: { readonly stars: number; readonly comment: string | null }
  readonly words?: Words
  /** What would come later has not happened yet. */
  readonly until?: number
}

/** Tells a ticket to its end, or as far as time has come. @returns its number */
export function tellTicket(state: ZendeskState, told: ToldTicket): number {
  const { ticket, agent, story, until = Number.POSITIVE_INFINITY } = told
  const { at } = ticket
  if (story === 'outreach') return outreach(state, told)
  if (story === 'call') return call(state, told)
  const { id } = addTicket(state, ticket)
  acknowledge(state, id, at)
  if (story === 'unanswered') return id
  if (story === 'deleted') {
    deleteTicket(state, id, at + DAY)
    return id
  }
  for (const step of stepsOf(told)) {
    if (step.at > until) break
    step.happens(state, id, agent)
  }
  return id
}

interface Step {
  readonly at: number
  readonly happens: (state: ZendeskState, id: number, agent: number) => void
}

function stepsOf({ ticket, wait, story, rating, words = PLAIN }: ToldTicket): readonly Step[] {
  const answeredAt = ticket.at + wait
  const says = (at: number, body: string, status: 'solved' | 'pending'): Step => ({
    at,
    happens: (state, id, authorId) => void addComment(state, id, { authorId, body, status, at }),
  })
  const asks = (at: number, body: string): Step => ({
    at,
    happens: (state, id) =>
      void addComment(state, id, { authorId: ticket.requesterId, body, channel: 'email', at }),
  })
  const notes = (at: number, body: string): Step => ({
    at,
    happens: (state, id, authorId) => void addComment(state, id, { authorId, body, isPublic: false, at }),
  })
  const rates = (at: number): Step => ({
    at,
    happens: (state, id) => {
      rateTicket(state, id, rating.stars < 3 ? 'bad' : 'good', { comment: rating.comment, at })
      answerSurvey(state, id, rating.stars, { at })
    },
  })
  return [
    {
      at: ticket.at + wait / 2,
      happens: (state, id, agent) =>
        changeTicket(
          state,
          id,
          { assigneeId: agent, status: 'open' },
          { by: agent, at: ticket.at + wait / 2 },
        ),
    },
    ...(story === 'noteFirst' ? [notes(answeredAt - MINUTE, words.note)] : []),
    ...(story === 'askedBack'
      ? [
          says(answeredAt, words.question, 'pending'),
          asks(answeredAt + 3 * HOUR, words.reply),
          says(answeredAt + 5 * HOUR, words.solution, 'solved'),
        ]
      : [says(answeredAt, words.answer, 'solved')]),
    ...(story === 'reopened'
      ? [asks(answeredAt + 2 * DAY, words.again), says(answeredAt + 52 * HOUR, words.fixed, 'solved')]
      : []),
    ...(story === 'rated' || story === 'archived' ? [rates(answeredAt + DAY)] : []),
    {
      at: answeredAt + 6 * DAY,
      happens: (state, id) =>
        changeTicket(state, id, { status: 'closed' }, { channel: 'rule', at: answeredAt + 6 * DAY }),
    },
    ...(story === 'archived'
      ? [
          {
            at: answeredAt + 7 * DAY,
            happens: (state: ZendeskState, id: number) => archiveTicket(state, id, answeredAt + 7 * DAY),
          },
        ]
      : []),
  ]
}

/** An agent writes first, and nobody answers. */
function outreach(state: ZendeskState, { ticket, agent }: ToldTicket): number {
  const { id } = addTicket(state, { ...ticket, submitterId: agent, channel: 'web', assigneeId: agent })
  changeTicket(state, id, { status: 'solved' }, { by: agent, at: ticket.at + HOUR })
  return id
}

function call(state: ZendeskState, { ticket, agent }: ToldTicket): number {
  const { id } = addTicket(state, { ...ticket, channel: 'voice', submitterId: agent })
  addComment(state, id, {
    authorId: agent,
    body: 'Call',
    channel: 'voice',
    call: { answeredById: agent, seconds: 240 },
    status: 'solved',
    at: ticket.at + MINUTE,
  })
  return id
}

/** A trigger that says that the request has come in. It answers nobody. */
function acknowledge(state: ZendeskState, id: number, at: number): void {
  const body = 'We have received your request.'
  addComment(state, id, { authorId: SYSTEM_USER, body, rule: 'trigger', at: at + 1_000 })
}
