import { addUser, changeUser } from '../../zendesk/edits.ts'
import type { ZendeskState } from '../../zendesk/state.ts'
import { emailOf } from '../cdnow.ts'
import { inventName, spread } from '../names.ts'
import { seedAgents, seedGroups } from '../zendesk-staff.ts'
import { type Story, tellTicket } from '../zendesk-stories.ts'
import { type Buyer, END, leftAfter, northlightBuyers } from './purchases.ts'
import { TOPICS, type Topic } from './words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** The desk opened on this Monday; before it customers wrote to nobody. */
const START = Date.UTC(2025, 5, 30)
/** Tickets that nobody answered are of the last days: an older one would have been found. */
const UNANSWERED_DAYS = 6

/** How often each story is told. */
const TOLD: readonly Story[] = [
  ...['rated', 'rated', 'rated', 'rated', 'archived', 'solved', 'solved', 'solved'],
  ...['noteFirst', 'noteFirst', 'askedBack', 'askedBack', 'reopened', 'call', 'outreach'],
] as const satisfies readonly Story[]

/** Somebody writes a few days after a purchase. */
interface Occasion {
  readonly buyer: Buyer
  /** Always the same for the same purchase. */
  readonly number: number
  readonly at: number
}

/**
 * The help desk of Northlight Coffee's web shop: a year of tickets of the customers of the CDNOW sample, under their own addresses. Four
 * agents (one left in March) in two groups. Who waited long came back less often. The last days have tickets that wait for an answer.
 * Always the same.
 */
export function seedZendeskNorthlight(state: ZendeskState): void {
  const groups = seedGroups(state, START - 30 * DAY)
  const staff = seedAgents(state, groups, START - 30 * DAY)
  state.ticketFields.push(
    { id: 5_001, title: 'Subject', type: 'subject' },
    { id: 5_002, title: 'Topic', type: 'tagger' },
  )
  const people = new Map<number, number>()
  for (const occasion of occasions()) {
    const { customer } = occasion.buyer
    const requesterId = people.get(customer) ?? addCustomer(state, customer, occasion.at)
    people.set(customer, requesterId)
    seedTicket(state, occasion, { requesterId, groups, agents: staff.agents, left: staff.formerAgent })
  }
  changeUser(state, staff.formerAgent, { role: 'end-user' }, LEFT_AT)
  changeUser(state, staff.suspended, { suspended: true }, LEFT_AT)
}

/** When an agent left the desk. */
const LEFT_AT = Date.UTC(2026, 2, 16)

/** The occasions on which customers wrote, the first one first. */
function occasions(): Occasion[] {
  const found = northlightBuyers().flatMap((buyer) =>
    buyer.at.flatMap((purchase, index) => {
      const number = buyer.customer * 64 + index
      const at = momentAfter(purchase, number)
      return spread(number, 31, 5) < 2 && at >= START && at <= END ? [{ buyer, number, at }] : []
    }),
  )
  return found.toSorted((one, other) => one.at - other.at || one.number - other.number)
}

/** Between seven and twenty-one, within nine days of a purchase; a Sunday is a quiet day. */
function momentAfter(purchase: number, number: number): number {
  const day = Math.floor(purchase / DAY) + 1 + spread(number, 32, 8)
  const isSunday = new Date(day * DAY).getUTCDay() === 0
  return (
    (isSunday && spread(number, 33, 3) !== 0 ? day + 1 : day) * DAY + (420 + spread(number, 34, 840)) * MINUTE
  )
}

function addCustomer(state: ZendeskState, customer: number, createdAt: number): number {
  const { first, last } = inventName(customer)
  return addUser(state, { name: `${first} ${last}`, email: emailOf(customer), createdAt }).id
}

interface Desk {
  readonly requesterId: number
  readonly groups: readonly number[]
  readonly agents: readonly number[]
  /** Who left. */
  readonly left: number
}

function seedTicket(state: ZendeskState, { buyer, number, at }: Occasion, desk: Desk): void {
  const topic = TOPICS[spread(number, 35, TOPICS.length)]
  if (topic === undefined) throw new Error('There is nothing to write about.')
  const [subject, body] = topic.asked[spread(number, 36, topic.asked.length)] ?? ['', '']
  const stays = !leftAfter(buyer, at)
  const wait = waitOf(number, stays, topic)
  const unhappy = wait > 10 * HOUR || spread(number, 37, 9) === 0
  const byWho = spread(number, 38, 5)
  const agent =
    at < LEFT_AT - 4 * DAY && byWho === 4 ? desk.left : (desk.agents[byWho % desk.agents.length] ?? 0)
  tellTicket(state, {
    ticket: {
      ...{ subject, body, requesterId: desk.requesterId, at },
      tags: [topic.topic],
      customFields: [{ id: 5_002, value: topic.topic }],
      priority: priorityOf(number),
      groupId: desk.groups[topic.topic === 'billing' ? 1 : 0] ?? null,
      channel: (['email', 'email', 'web', 'chat'] as const)[spread(number, 39, 4)] ?? 'email',
    },
    ...{ agent, wait, words: topic, until: END },
    story: storyOf(number, at),
    rating: {
      stars: unhappy ? 1 + spread(number, 40, 2) : 4 + spread(number, 40, 2),
      comment: unhappy ? 'It took too long.' : null,
    },
  })
}

/** Hours for those who did not come back, less for the others; returns take longer, as the warehouse is asked. */
function waitOf(number: number, stays: boolean, { topic }: Topic): number {
  const [least, most] = stays ? [6, 260] : [45, 5_200]
  const chance = spread(number, 41, 1_000) / 1_000
  const slower = topic === 'returns' ? 1.6 : 1
  // Most are answered soon, and some much later.
  return Math.round(slower * (least + most * chance ** 2.4)) * MINUTE
}

function storyOf(number: number, at: number): Story {
  if (at > END - UNANSWERED_DAYS * DAY && spread(number, 42, 8) < 4) return 'unanswered'
  return TOLD[spread(number, 43, TOLD.length)] ?? 'solved'
}

function priorityOf(number: number): string {
  const chance = spread(number, 44, 20)
  return chance === 0 ? 'urgent' : chance < 4 ? 'high' : chance < 16 ? 'normal' : 'low'
}
