import { addOrganization, addUser, changeUser } from '../zendesk/edits.ts'
import type { ZendeskState } from '../zendesk/state.ts'
import { addTicket, mergeTickets } from '../zendesk/ticket-edits.ts'
import { inventName, spread } from './names.ts'
import { seedAgents, seedGroups } from './zendesk-staff.ts'
import { STORIES, tellTicket } from './zendesk-stories.ts'

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
  const groups = seedGroups(state, START - 90 * DAY)
  const firms = FIRMS.map(
    (name) =>
      addOrganization(state, {
        name,
        domainNames: [`${name.toLowerCase()}.example`],
        createdAt: START - 60 * DAY,
      }).id,
  )
  const { agents, suspended, formerAgent } = seedAgents(state, groups, START - 90 * DAY)
  changeUser(state, suspended, { suspended: true }, START + 80 * DAY)
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
  return { agents, formerAgent, groups, customers }
}

/** One ticket and what became of it; which story it is depends on its number alone. */
function seedTicket(state: ZendeskState, desk: Desk, number: number): number {
  const at = START + Math.floor((number * 85 * DAY) / TICKETS) + spread(number, 3, 6) * HOUR
  const topic = TOPICS[spread(number, 6, TOPICS.length)] ?? 'billing'
  const unhappy = number % 11 === 0
  return tellTicket(state, {
    ticket: {
      subject: `${topic[0]?.toUpperCase()}${topic.slice(1)}: request ${number + 1}`,
      requesterId: desk.customers[spread(number, 4, CUSTOMERS)] ?? 0,
      tags: [topic],
      customFields: [{ id: 5_002, value: topic }],
      priority: number % 7 === 0 ? 'high' : 'normal',
      groupId: desk.groups[number % desk.groups.length] ?? null,
      channel: number % 4 === 0 ? 'web' : 'email',
      at,
    },
    agent:
      number < 40 && number % 5 === 0
        ? desk.formerAgent
        : (desk.agents[spread(number, 5, desk.agents.length)] ?? 0),
    wait: (30 + spread(number, 7, 400)) * MINUTE,
    story: STORIES[number % STORIES.length] ?? 'solved',
    rating: { stars: unhappy ? 2 : 5, comment: unhappy ? 'Took too long.' : null },
  })
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
