import type { TargetField } from '@rapport/connector'
import {
  type FieldPolicies,
  type Materiality,
  type WriteEntity,
  type WriteField,
  writeEntities,
} from './write-field.ts'

/** Those of a workspace that sets nothing else. */
const usualPolicies: FieldPolicies = { service: 'rapport-service@1', fcr: 'rapport-fcr-7d@1' }

interface FieldRow {
  readonly type: TargetField['type']
  readonly label: string
  readonly text: string
  /** Its definition, or which setting says by which it is computed. */
  readonly policy: string | { readonly setting: keyof FieldPolicies }
  readonly decimals?: number
  readonly material?: Materiality
  readonly options?: readonly string[]
  readonly entities?: readonly WriteEntity[]
  readonly group?: string
}

const segments = [
  'cant_lose',
  'champions',
  'loyal',
  'at_risk',
  'potential_loyalist',
  'new',
  'needs_attention',
  'promising',
  'about_to_sleep',
  'hibernating',
  'lost',
] as const

/** What is written of a customer to the records that it consists of. */
const ofCustomers: Readonly<Record<string, FieldRow>> = {
  clv: {
    type: 'currency',
    label: 'Customer lifetime value',
    text: 'Predicted value over the horizon (12 months unless set otherwise), discounted, at margin.',
    policy: 'auto@1',
    decimals: 2,
    material: 'model',
    group: 'clv',
  },
  clv_low: {
    type: 'currency',
    label: 'Customer lifetime value, low',
    text: 'Lower end of the 80 % interval of the customer lifetime value.',
    policy: 'auto@1',
    decimals: 2,
    material: 'model',
    group: 'clv',
  },
  clv_high: {
    type: 'currency',
    label: 'Customer lifetime value, high',
    text: 'Upper end of the 80 % interval of the customer lifetime value.',
    policy: 'auto@1',
    decimals: 2,
    material: 'model',
    group: 'clv',
  },
  historic_value: {
    type: 'currency',
    label: 'Historic value',
    text: 'Sum of the amounts won to date, net of refunds, at margin.',
    policy: 'historic@1',
    decimals: 2,
  },
  average_order_value: {
    type: 'currency',
    label: 'Average order value',
    text: 'Mean amount per transaction.',
    policy: 'plain@1',
    decimals: 2,
  },
  orders: {
    type: 'number',
    label: 'Orders',
    text: 'Transactions to date.',
    policy: 'plain@1',
    decimals: 0,
  },
  expected_orders: {
    type: 'number',
    label: 'Expected orders',
    text: 'Transactions expected over the horizon.',
    policy: 'btyd@1',
    decimals: 2,
    material: 'model',
  },
  probability_alive: {
    type: 'percent',
    label: 'Probability of being active',
    text: 'Probability that the customer still buys.',
    policy: 'btyd@1',
    decimals: 4,
    material: 'model',
  },
  last_order_at: {
    type: 'date',
    label: 'Last order',
    text: "Day of the last transaction, in the workspace's zone.",
    policy: 'plain@1',
  },
  segment: {
    type: 'enumeration',
    label: 'Segment',
    text: 'Segment by recency, frequency and money, each in quintiles.',
    policy: 'rfm@1',
    options: segments,
  },
  churn_risk: {
    type: 'enumeration',
    label: 'Churn risk',
    text: 'Low from a probability of 0.7 of being active, high under 0.3; from the gaps between purchases without a model.',
    policy: 'churn-risk@1',
    options: ['low', 'medium', 'high'],
  },
  health_score: {
    type: 'number',
    label: 'Health score',
    text: 'From 1 to 10: value, support, sentiment and engagement; 7 and more is good, under 4 is at risk.',
    policy: 'health@1',
    decimals: 1,
  },
  first_response_minutes: {
    type: 'number',
    label: 'First response time (minutes)',
    text: 'Median time to the first reply over the last 90 days, in calendar minutes.',
    policy: { setting: 'service' },
    decimals: 1,
  },
  fcr_rate: {
    type: 'percent',
    label: 'First-contact resolution',
    text: 'Share of tickets resolved at the first contact over the last 90 days.',
    policy: { setting: 'fcr' },
    decimals: 4,
  },
  open_tickets: {
    type: 'number',
    label: 'Open tickets',
    text: 'Tickets that are not resolved.',
    policy: 'plain@1',
    decimals: 0,
  },
  overdue_tickets: {
    type: 'number',
    label: 'Overdue tickets',
    text: 'Tickets that wait for a reply past the target.',
    policy: { setting: 'service' },
    decimals: 0,
  },
  nps: {
    type: 'number',
    label: 'NPS answer',
    text: 'Latest answer to "how likely are you to recommend us", from 0 to 10.',
    policy: 'nps@1',
    decimals: 0,
    entities: ['contact'],
  },
  csat: {
    type: 'number',
    label: 'CSAT answer',
    text: 'Latest satisfaction answer, on a scale from 1 to 10.',
    policy: 'csat@1',
    decimals: 1,
    entities: ['contact'],
  },
  ces: {
    type: 'number',
    label: 'Customer effort answer',
    text: 'Latest effort answer, from 1 to 7; 7 is easy.',
    policy: 'ces@1',
    decimals: 1,
    entities: ['contact'],
  },
  reputation_score: {
    type: 'number',
    label: 'Reputation score',
    text: 'From 0 to 100: rating, volume, recency and replies.',
    policy: 'reputation-100@1',
    decimals: 1,
    // It fades with every day, so a small move is no news.
    material: 'model',
    entities: ['company'],
  },
  average_rating: {
    type: 'number',
    label: 'Average rating',
    text: 'Mean of all ratings.',
    policy: 'plain-mean@1',
    decimals: 2,
    entities: ['company'],
  },
  review_count: {
    type: 'number',
    label: 'Reviews',
    text: 'Number of reviews.',
    policy: 'plain@1',
    decimals: 0,
    entities: ['company'],
  },
  answered_share: {
    type: 'percent',
    label: 'Reviews answered',
    text: 'Share of reviews with a published reply.',
    policy: 'answered@1',
    decimals: 4,
    entities: ['company'],
  },
}

/** What is written of a ticket to itself. */
const ofTickets: Readonly<Record<string, FieldRow>> = {
  first_response_minutes: {
    type: 'number',
    label: 'First response time (minutes)',
    text: 'Time to the first reply, in calendar minutes.',
    policy: { setting: 'service' },
    decimals: 1,
  },
  first_response_business_minutes: {
    type: 'number',
    label: 'First response, business minutes',
    text: 'Time to the first reply, in minutes of business hours.',
    policy: { setting: 'service' },
    decimals: 1,
  },
  reopens: {
    type: 'number',
    label: 'Reopened',
    text: 'How often the ticket was opened again after it was solved.',
    policy: 'plain@1',
    decimals: 0,
  },
  resolved_first_contact: {
    type: 'yesno',
    label: 'Resolved at first contact',
    text: 'Whether one reply solved it; empty as long as the customer may still come back.',
    policy: { setting: 'fcr' },
  },
  target_breached: {
    type: 'yesno',
    label: 'Response target missed',
    text: 'Whether the first reply came after the target; empty as long as that is open.',
    policy: { setting: 'service' },
  },
}

const ofCustomer: readonly WriteEntity[] = ['contact', 'company']

const companions: readonly WriteField[] = [
  {
    name: 'scores_as_of',
    type: 'datetime',
    label: 'Scores as of',
    description: 'The moment up to which the Rapport scores on this record count.',
    material: 'companion',
    decimals: null,
    policy: null,
    policySetting: null,
    source: 'asOf',
    entities: writeEntities,
    group: null,
  },
  {
    name: 'why',
    type: 'text',
    label: 'Why this score',
    description: 'What the Rapport scores on this record rest on, and what moved them.',
    material: 'companion',
    decimals: null,
    policy: null,
    policySetting: null,
    source: 'why',
    entities: writeEntities,
    group: null,
  },
]

/** Every field that Rapport can write. A name that stands twice means something else of a ticket than of a customer. */
export const writeFields: readonly WriteField[] = writeFieldsUnder(usualPolicies)

/** The same where the settings give other policies: their texts say by which a value is computed. */
export function writeFieldsUnder(policies: FieldPolicies): readonly WriteField[] {
  return [
    ...fieldsOf(ofCustomers, ofCustomer, policies),
    ...fieldsOf(ofTickets, ['ticket'], policies),
    ...companions,
  ]
}

function fieldsOf(
  rows: Readonly<Record<string, FieldRow>>,
  entities: readonly WriteEntity[],
  policies: FieldPolicies,
): readonly WriteField[] {
  return Object.entries(rows).map(([name, row]) => {
    const policySetting = typeof row.policy === 'string' ? null : row.policy.setting
    const policy = typeof row.policy === 'string' ? row.policy : policies[row.policy.setting]
    return {
      name,
      type: row.type,
      label: row.label,
      description: `${row.text} Computed by Rapport, policy ${policy}.`,
      ...(row.options === undefined ? {} : { options: row.options }),
      material: row.material ?? 'exact',
      decimals: row.decimals ?? null,
      policy,
      policySetting,
      source: { value: name },
      entities: row.entities ?? entities,
      group: row.group ?? null,
    }
  })
}
