import type { Thread } from '../hubspot/conversations.ts'
import { loadAssociation, loadRecord } from '../hubspot/seeding.ts'
import type { HubspotState } from '../hubspot/state.ts'
import { inventName, spread } from './names.ts'
import { deskOwner, loadActivity, loadTicket, openThread, STAGES, type ValueFrom } from './service-desk.ts'
import { loadSurveyAnswer } from './survey-answers.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Monday morning. */
const START = Date.UTC(2026, 0, 5, 8)
const DAYS = 80
const FIRMS = ['Nordwind', 'Kestrel', 'Bluebell', 'Granite', 'Larkspur', 'Tideway']
const TOPICS = ['PRODUCT_ISSUE', 'BILLING_ISSUE', 'FEATURE_REQUEST', 'GENERAL_INQUIRY']
const CUSTOMERS = 30
const TICKETS = 96

const FIRST = {
  company: 201,
  contact: 1_001,
  deal: 30_001,
  ticket: 40_001,
  email: 50_001,
  call: 60_001,
} as const
/** The last of them has left the desk. */
const AGENTS = [601, 602, 603, 604] as const
const userOf = (agent: number): number => agent + 1_000

/** One request, and who deals with it. */
interface Request {
  readonly number: number
  readonly id: number
  readonly contact: number
  readonly company: number
  readonly agent: number
  readonly at: number
  /** How long the customer waits for an answer. */
  readonly wait: number
}

/** What a story comes to: the stages of the ticket, how it came in, and the conversation that it was made of. */
interface Told {
  readonly stages: readonly ValueFrom[]
  readonly channel: 'EMAIL' | 'CHAT' | 'FORM' | 'PHONE'
  readonly thread?: Thread
  readonly archivedAt?: number
}

/**
 * Fills a portal with a small service desk beside some sales: eleven weeks, four agents in two teams (one has left), thirty
 * customers in six firms, 96 tickets. Among them are tickets that were reopened, waited for the customer, were opened by an
 * agent, answered by a bot first, by phone, by a logged e-mail, with a bounced mail, or not at all, and archived ones; answers to
 * NPS, CSAT (survey 801, on 1 to 5) and CES surveys. Always the same.
 */
export function seedServiceSmall(state: HubspotState): void {
  state.owners = [
    deskOwner(601, 'Priya', 'Raman'),
    deskOwner(602, 'Tom', 'Becker'),
    deskOwner(603, 'Wanda', 'Lis'),
    deskOwner(604, 'Felix', 'Ohm', true),
  ]
  state.teams = [
    { id: '31', name: 'Support', userIds: [userOf(601), userOf(602)].map(String), secondaryUserIds: [] },
    { id: '32', name: 'Billing', userIds: [userOf(603), userOf(604)].map(String), secondaryUserIds: [] },
  ]
  seedCustomers(state)
  for (let number = 0; number < TICKETS; number += 1) seedTicket(state, requestOf(number))
}

/** Firms, the people in them, and what they bought: one to four deals each. */
function seedCustomers(state: HubspotState): void {
  const iso = (at: number): string => new Date(at).toISOString()
  const at = START - 400 * DAY
  const people = Array.from({ length: CUSTOMERS }, (_, row) => ({ row, id: FIRST.contact + row }))
  const deals = people.flatMap(({ row, id }) =>
    Array.from({ length: 1 + spread(row, 8, 4) }, (_, deal) => ({
      contact: id,
      closedAt: at + (spread(row * 7 + deal, 9, 380) + 10) * DAY,
      amount: `${80 + spread(row * 7 + deal, 10, 900)}.00`,
    })),
  )
  for (const { row, id } of people) {
    const company = FIRST.company + (row % FIRMS.length)
    loadAssociation(state, { type: 'contacts', id }, { type: 'companies', id: company }, true)
  }
  deals.forEach(({ contact }, row) => {
    loadAssociation(state, { type: 'deals', id: FIRST.deal + row }, { type: 'contacts', id: contact })
  })
  FIRMS.forEach((name, row) => {
    const properties = { name, domain: `${name.toLowerCase()}.example` }
    loadRecord(state, 'companies', {
      id: FIRST.company + row,
      properties,
      createdAt: at,
      modifiedAt: at + row * HOUR,
    })
  })
  for (const { row, id } of people) {
    const { first, last } = inventName(700 + row)
    const firm = FIRMS[row % FIRMS.length]?.toLowerCase()
    const email = `${first}.${last}.${row}@${firm}.example`.toLowerCase()
    const properties = { firstname: first, lastname: last, email, lifecyclestage: 'customer' }
    loadRecord(state, 'contacts', { id, properties, createdAt: at, modifiedAt: at + row * HOUR })
  }
  deals.forEach(({ closedAt, amount }, row) => {
    loadRecord(state, 'deals', {
      id: FIRST.deal + row,
      properties: {
        dealname: `Order ${row + 1}`,
        amount,
        deal_currency_code: 'USD',
        closedate: iso(closedAt),
        dealstage: 'closedwon',
        pipeline: 'default',
      },
      createdAt: closedAt,
      modifiedAt: closedAt + row * MINUTE,
    })
  })
}

function requestOf(number: number): Request {
  const contact = spread(number, 4, CUSTOMERS)
  return {
    number,
    id: FIRST.ticket + number,
    contact: FIRST.contact + contact,
    company: FIRST.company + (contact % FIRMS.length),
    agent: number < 30 && number % 6 === 0 ? 604 : (AGENTS[spread(number, 5, 3)] ?? 601),
    at: START + Math.floor((number * DAYS * DAY) / TICKETS) + spread(number, 3, 7) * HOUR,
    wait: (20 + spread(number, 7, 380)) * MINUTE,
  }
}

/** Which story a ticket is depends on its number alone. */
const STORIES: readonly ((state: HubspotState, request: Request) => Told)[] = [
  solvedByMail,
  outreach,
  phoneCall,
  neverAnswered,
  chatWithBot,
  noteFirst,
  waitingOnContact,
  reopened,
  loggedMail,
  copiedMail,
  bouncedMail,
  archived,
]

function seedTicket(state: HubspotState, request: Request): void {
  const { number, id, contact, company, agent, at } = request
  const told = (STORIES[number % STORIES.length] ?? solvedByMail)(state, request)
  loadTicket(state, {
    id,
    subject: `Request ${number + 1}`,
    contact,
    company,
    createdAt: at,
    stages: told.stages,
    owners: [{ at: at + 2 * MINUTE, value: String(agent), by: userOf(agent) }],
    priorities: [
      { at, value: 'MEDIUM' },
      ...(number % 9 === 0 ? [{ at: at + 5 * MINUTE, value: 'HIGH', by: userOf(agent) }] : []),
    ],
    properties: {
      source_type: told.channel,
      hs_ticket_category: TOPICS[spread(number, 6, TOPICS.length)] ?? 'GENERAL_INQUIRY',
      ...(told.thread === undefined
        ? {}
        : { hs_conversations_originating_thread_id: String(told.thread.id) }),
      // HubSpot fills its own figure on a few tickets only.
      ...(number % 24 === 0 ? { hs_is_one_touch_ticket: 'true' } : {}),
    },
    ...(told.archivedAt === undefined ? {} : { archivedAt: told.archivedAt }),
  })
  const closedAt = told.stages.at(-1)?.value === STAGES.closed ? told.stages.at(-1)?.at : undefined
  if (closedAt !== undefined) seedAnswers(state, request, closedAt)
}

/** Every second solved ticket brings an answer to a survey. */
function seedAnswers(state: HubspotState, { number, id, contact }: Request, closedAt: number): void {
  if (number % 2 === 1) return
  const unhappy = number % 11 === 0
  const kind = (['CSAT', 'NPS', 'CES'] as const)[(number / 2) % 3] ?? 'CSAT'
  const values = {
    CSAT: unhappy ? 2 : 5,
    NPS: unhappy ? 4 : 9 + (number % 4 === 0 ? 1 : 0),
    CES: unhappy ? 3 : 6,
  }
  loadSurveyAnswer(state, {
    id: 70_001 + number,
    kind,
    contact,
    value: values[kind],
    at: closedAt + 20 * HOUR,
    ...(kind === 'NPS' ? {} : { ticket: id }),
    ...(unhappy ? { comment: 'Took too long.' } : {}),
  })
}

const moves = (at: number, ...rest: readonly ValueFrom[]): readonly ValueFrom[] => [
  { at, value: STAGES.new },
  ...rest,
]
const closedBy = ({ agent }: Request, at: number): ValueFrom => ({
  at,
  value: STAGES.closed,
  by: userOf(agent),
})

/** What customer and agent say in a conversation. */
function say(state: HubspotState, { contact, agent }: Request, thread: Thread) {
  const add = (actor: string, direction: 'INCOMING' | 'OUTGOING', at: number, text: string): void => {
    state.conversations.add(thread.id, { type: 'MESSAGE', actor, direction, at, text })
  }
  return {
    customer: (at: number, text: string) => add(`V-${contact}`, 'INCOMING', at, text),
    agent: (at: number, text: string) => add(`A-${userOf(agent)}`, 'OUTGOING', at, text),
    bot: (at: number, text: string) => add('B-1', 'OUTGOING', at, text),
    note: (at: number, text: string) => {
      state.conversations.add(thread.id, { type: 'COMMENT', actor: `A-${userOf(agent)}`, at, text })
    },
  }
}

/** Opens the conversation of a request and asks. An acknowledgement that HubSpot sends by itself follows. */
function asked(state: HubspotState, request: Request, channel: 'email' | 'liveChat' = 'email') {
  const thread = openThread(state, request, channel)
  const said = say(state, request, thread)
  said.customer(request.at, 'It does not work.')
  if (channel === 'email') {
    const acknowledgement = { actor: 'S-hubspot', direction: 'OUTGOING', at: request.at + 1_000 } as const
    state.conversations.add(thread.id, { ...acknowledgement, type: 'MESSAGE', clientType: 'SYSTEM' })
  }
  return { thread, ...said }
}

function solvedByMail(state: HubspotState, request: Request): Told {
  const { thread, agent } = asked(state, request)
  const at = request.at + request.wait
  agent(at, 'Here is how.')
  return { stages: moves(request.at, closedBy(request, at + MINUTE)), channel: 'EMAIL', thread }
}

/** An agent writes first, and nobody answers. */
function outreach(state: HubspotState, request: Request): Told {
  mail(state, request, request.at, { hs_email_direction: 'EMAIL', hubspot_owner_id: String(request.agent) })
  return { stages: moves(request.at, closedBy(request, request.at + HOUR)), channel: 'EMAIL' }
}

function phoneCall(state: HubspotState, request: Request): Told {
  loadActivity(state, {
    id: FIRST.call + request.number,
    type: 'calls',
    tickets: [request.id],
    at: request.at + MINUTE,
    modifiedAt: request.at + 6 * MINUTE,
    properties: {
      hs_call_direction: 'INBOUND',
      hs_call_status: 'COMPLETED',
      hs_call_duration: '240000',
      hubspot_owner_id: String(request.agent),
    },
  })
  return { stages: moves(request.at, closedBy(request, request.at + 6 * MINUTE)), channel: 'PHONE' }
}

function neverAnswered(state: HubspotState, request: Request): Told {
  const { thread } = asked(state, request)
  return { stages: moves(request.at), channel: 'FORM', thread }
}

function chatWithBot(state: HubspotState, request: Request): Told {
  const { thread, bot, customer, agent } = asked(state, request, 'liveChat')
  state.conversations.add(thread.id, { type: 'WELCOME_MESSAGE', actor: 'B-1', at: request.at - 1_000 })
  bot(request.at + 2_000, 'Which order is it?')
  customer(request.at + MINUTE, 'The last one.')
  agent(request.at + 4 * MINUTE, 'Sent again.')
  return { stages: moves(request.at, closedBy(request, request.at + 9 * MINUTE)), channel: 'CHAT', thread }
}

function noteFirst(state: HubspotState, request: Request): Told {
  const { thread, agent, note } = asked(state, request)
  const at = request.at + request.wait
  note(at - 10 * MINUTE, 'Asked the warehouse.')
  agent(at, 'It is on its way.')
  return { stages: moves(request.at, closedBy(request, at + MINUTE)), channel: 'EMAIL', thread }
}

function waitingOnContact(state: HubspotState, request: Request): Told {
  const { thread, agent, customer } = asked(state, request)
  const at = request.at + request.wait
  agent(at, 'Which order is it?')
  customer(at + 20 * HOUR, 'The last one.')
  agent(at + 22 * HOUR, 'Sent again.')
  const by = userOf(request.agent)
  return {
    stages: moves(
      request.at,
      { at: at + 1_000, value: STAGES.waitingOnContact, by },
      { at: at + 20 * HOUR + 2_000, value: STAGES.waitingOnUs },
      closedBy(request, at + 22 * HOUR + MINUTE),
    ),
    channel: 'EMAIL',
    thread,
  }
}

function reopened(state: HubspotState, request: Request): Told {
  const { thread, agent, customer } = asked(state, request)
  const at = request.at + request.wait
  agent(at, 'Here is how.')
  customer(at + 30 * HOUR, 'It is back.')
  agent(at + 33 * HOUR, 'Fixed for good.')
  return {
    stages: moves(
      request.at,
      closedBy(request, at + MINUTE),
      { at: at + 30 * HOUR + 2_000, value: STAGES.waitingOnUs },
      closedBy(request, at + 33 * HOUR + MINUTE),
    ),
    channel: 'EMAIL',
    thread,
  }
}

/** An agent answers from an own mailbox, and the mails are logged on the ticket. */
function loggedMail(state: HubspotState, request: Request): Told {
  const at = request.at + request.wait
  mail(state, request, request.at, { hs_email_direction: 'INCOMING_EMAIL' })
  mail(state, request, at, { hs_email_direction: 'EMAIL', hubspot_owner_id: String(request.agent) }, 1)
  return { stages: moves(request.at, closedBy(request, at + MINUTE)), channel: 'EMAIL' }
}

/** HubSpot logs mails of the inbox on the ticket too: each is there twice. */
function copiedMail(state: HubspotState, request: Request): Told {
  const told = solvedByMail(state, request)
  const copy = { hs_engagement_source: 'CONVERSATIONS' }
  mail(state, request, request.at, { ...copy, hs_email_direction: 'INCOMING_EMAIL' })
  mail(state, request, request.at + request.wait, { ...copy, hs_email_direction: 'EMAIL' }, 1)
  return told
}

/** The first answer bounces; an out-of-office note comes back from a colleague; the second answer arrives. */
function bouncedMail(state: HubspotState, request: Request): Told {
  const at = request.at + request.wait
  const byAgent = { hs_email_direction: 'EMAIL', hubspot_owner_id: String(request.agent) }
  mail(state, request, request.at, { hs_email_direction: 'INCOMING_EMAIL' })
  mail(state, request, at, { ...byAgent, hs_email_status: 'BOUNCED' }, 1)
  const automatic = JSON.stringify({ 'Auto-Submitted': 'auto-replied' })
  mail(state, request, at + MINUTE, { hs_email_direction: 'INCOMING_EMAIL', hs_email_headers: automatic }, 2)
  mail(state, request, at + 3 * HOUR, byAgent, 3)
  return { stages: moves(request.at, closedBy(request, at + 3 * HOUR + MINUTE)), channel: 'EMAIL' }
}

/** A mistake, which somebody archived the next day. */
function archived(state: HubspotState, request: Request): Told {
  const { thread } = asked(state, request)
  return { stages: moves(request.at), channel: 'EMAIL', thread, archivedAt: request.at + DAY }
}

function mail(
  state: HubspotState,
  request: Request,
  at: number,
  properties: Readonly<Record<string, string>>,
  order = 0,
): void {
  loadActivity(state, {
    id: FIRST.email + request.number * 4 + order,
    type: 'emails',
    tickets: [request.id],
    at,
    modifiedAt: at + 5_000,
    properties: { hs_email_status: 'SENT', ...properties },
  })
}
