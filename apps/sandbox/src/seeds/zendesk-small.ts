import {
  addGroup,
  addMembership,
  addOrganization,
  addUser,
  answerSurvey,
  changeUser,
  rateTicket,
} from '../zendesk/edits.ts'
import type { ZendeskState } from '../zendesk/state.ts'
import {
  addComment,
  addTicket,
  archiveTicket,
  changeTicket,
  deleteTicket,
  mergeTickets,
  type NewTicket,
  SYSTEM_USER,
} from '../zendesk/ticket-edits.ts'
import { inventName, spread } from './names.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Monday morning. */
const START = Date.UTC(2026, 0, 5, 8)
const FIRMS = ['Nordwind', 'Kestrel', 'Bluebell', 'Granite', 'Larkspur', 'Tideway']
const TOPICS = ['billing', 'delivery', 'login', 'returns', 'setup'] as const
const CUSTOMERS = 40
const TICKETS = 120

/** Who works there. */
interface Desk {
  /** Agents of today. */
  agents: readonly number[]
  /** An agent until the middle of February, an end user since. */
  formerAgent: number
  groups: readonly number[]
  customers: readonly number[]
}

/**
 * Fills an account with a small help desk: three months, four agents (one suspended, one no longer an agent), forty customers in
 * six firms, a hundred and twenty tickets. Among them are tickets that were reopened, merged, deleted, archived, opened by an
 * agent, answered by a trigger alone, or not at all; calls; and ratings of both kinds of CSAT. Always the same.
 */
export function seedZendeskSmall(state: ZendeskState): void {
  const desk = seedDesk(state)
  state.ticketFields.push(
    { id: 5_001, title: 'Subject', type: 'subject' },
    { id: 5_002, title: 'Topic', type: 'tagger' },
  )
  const opened = Array.from({ length: TICKETS }, (_, at) => seedTicket(state, desk, at))
  seedMerges(state, desk, opened)
  changeUser(state, desk.formerAgent, { role: 'end-user' }, START + 45 * DAY)
}

function seedDesk(state: ZendeskState): Desk {
  const groups = ['Support', 'Billing'].map(
    (name) => addGroup(state, { name, createdAt: START - 90 * DAY }).id,
  )
  const firms = FIRMS.map(
    (name) =>
      addOrganization(state, {
        name,
        domainNames: [`${name.toLowerCase()}.example`],
        createdAt: START - 60 * DAY,
      }).id,
  )
  const agents = ['Priya Raman', 'Tom Becker', 'Wanda Lis', 'Suresh Pillai'].map((name, at) => {
    const email = `${name.split(' ')[0]?.toLowerCase()}@desk.example`
    const { id } = addUser(state, { name, email, role: 'agent', createdAt: START - 90 * DAY })
    addMembership(state, id, groups[at % groups.length] ?? 0)
    return id
  })
  changeUser(state, agents[3] ?? 0, { suspended: true }, START + 80 * DAY)
  const formerAgent = addUser(state, {
    name: 'Felix Ohm',
    email: 'felix@desk.example',
    role: 'agent',
    createdAt: START - 90 * DAY,
  }).id
  const customers = Array.from({ length: CUSTOMERS }, (_, at) => {
    const { first, last } = inventName(500 + at)
    const firm = at % FIRMS.length
    return addUser(state, {
      name: `${first} ${last}`,
      email: `${first}.${last}.${at}@${FIRMS[firm]?.toLowerCase()}.example`.toLowerCase(),
      organizationId: firms[firm] ?? null,
      createdAt: START - 30 * DAY + at * HOUR,
    }).id
  })
  return { agents: agents.slice(0, 3), formerAgent, groups, customers }
}

/** One ticket and what became of it; which story it is depends on its number alone. */
function seedTicket(state: ZendeskState, desk: Desk, number: number): number {
  const at = START + Math.floor((number * 85 * DAY) / TICKETS) + spread(number, 3, 6) * HOUR
  const customer = desk.customers[spread(number, 4, CUSTOMERS)] ?? 0
  const agent =
    number < 40 && number % 5 === 0
      ? desk.formerAgent
      : (desk.agents[spread(number, 5, desk.agents.length)] ?? 0)
  const topic = TOPICS[spread(number, 6, TOPICS.length)] ?? 'billing'
  const common: NewTicket = {
    subject: `${topic[0]?.toUpperCase()}${topic.slice(1)}: request ${number + 1}`,
    requesterId: customer,
    tags: [topic],
    customFields: [{ id: 5_002, value: topic }],
    priority: number % 7 === 0 ? 'high' : 'normal',
    groupId: desk.groups[number % desk.groups.length] ?? null,
    at,
  }
  const wait = (30 + spread(number, 7, 400)) * MINUTE
  const story = number % 12
  if (story === 0) return seedOutreach(state, common, agent, at)
  if (story === 1) return seedCall(state, common, agent, at)
  const { id } = addTicket(state, { ...common, channel: number % 4 === 0 ? 'web' : 'email' })
  acknowledge(state, id, at)
  if (story === 2) return id
  if (story === 3) {
    deleteTicket(state, id, at + DAY)
    return id
  }
  changeTicket(state, id, { assigneeId: agent, status: 'open' }, { by: agent, at: at + wait / 2 })
  if (story === 4) {
    addComment(state, id, {
      authorId: agent,
      body: 'Asked the warehouse.',
      isPublic: false,
      at: at + wait - MINUTE,
    })
  }
  if (story === 5) {
    addComment(state, id, { authorId: agent, body: 'Which order is it?', status: 'pending', at: at + wait })
    addComment(state, id, {
      authorId: customer,
      body: 'The last one.',
      channel: 'email',
      at: at + wait + 3 * HOUR,
    })
    addComment(state, id, {
      authorId: agent,
      body: 'Sent again.',
      status: 'solved',
      at: at + wait + 5 * HOUR,
    })
  } else {
    addComment(state, id, { authorId: agent, body: 'Here is how.', status: 'solved', at: at + wait })
  }
  if (story === 6) {
    addComment(state, id, {
      authorId: customer,
      body: 'It is back.',
      channel: 'email',
      at: at + wait + 2 * DAY,
    })
    addComment(state, id, {
      authorId: agent,
      body: 'Fixed for good.',
      status: 'solved',
      at: at + wait + 52 * HOUR,
    })
  }
  if (story >= 7) rate(state, id, number, at + wait + DAY)
  changeTicket(state, id, { status: 'closed' }, { channel: 'rule', at: at + wait + 6 * DAY })
  if (story === 11) archiveTicket(state, id, at + wait + 7 * DAY)
  return id
}

function seedOutreach(state: ZendeskState, common: NewTicket, agent: number, at: number): number {
  const { id } = addTicket(state, { ...common, submitterId: agent, channel: 'web', assigneeId: agent })
  changeTicket(state, id, { status: 'solved' }, { by: agent, at: at + HOUR })
  return id
}

function seedCall(state: ZendeskState, common: NewTicket, agent: number, at: number): number {
  const { id } = addTicket(state, { ...common, channel: 'voice', submitterId: agent })
  const call = { answeredById: agent, seconds: 240 }
  addComment(state, id, {
    authorId: agent,
    body: 'Call',
    channel: 'voice',
    call,
    status: 'solved',
    at: at + MINUTE,
  })
  return id
}

/** A trigger that says that the request has come in. It answers nobody. */
function acknowledge(state: ZendeskState, id: number, at: number): void {
  const body = 'We have received your request.'
  addComment(state, id, { authorId: SYSTEM_USER, body, rule: 'trigger', at: at + 1_000 })
}

function rate(state: ZendeskState, id: number, number: number, at: number): void {
  const unhappy = number % 11 === 0
  rateTicket(state, id, unhappy ? 'bad' : 'good', { comment: unhappy ? 'Took too long.' : null, at })
  answerSurvey(state, id, unhappy ? 2 : 5, { at })
}

/** Four requests that their customers sent twice. */
function seedMerges(state: ZendeskState, desk: Desk, opened: readonly number[]): void {
  const [agent = 0] = desk.agents
  for (const number of [14, 38, 62, 86]) {
    const target = opened[number]
    if (target === undefined) continue
    const { requesterId, subject, createdAt } = state.ticket(target)
    const again = addTicket(state, { subject: `Again: ${subject}`, requesterId, at: createdAt + 2 * MINUTE })
    mergeTickets(state, again.id, target, agent, createdAt + 20 * MINUTE)
  }
}
