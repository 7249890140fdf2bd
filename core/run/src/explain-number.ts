import type { SurveyKind } from '@rapport/metrics'
import { z } from 'zod'
import type { Explanation } from './explain.ts'
import { type HealthBehind, healthBehind } from './explained-health.ts'
import { type TicketsOfNumber, ticketsCounted, ticketsOfNumber } from './explained-service.ts'
import type { FamilyScore } from './explanation-families.ts'
import { type ExplainedMetric, explainedMetric } from './explanation-values.ts'
import { type FurtherFamily, familyOf } from './number-families.ts'
import { type StoredAnswer, storedAnswers } from './reports/experience/stored-answers.ts'
import { momentInForce } from './reports/scores-in-force.ts'
import type { Workspace } from './workspace.ts'

/** An answer of a customer to one kind of survey. */
export type AnswerBehind = Pick<
  StoredAnswer,
  'record' | 'contact' | 'contactName' | 'scale' | 'score' | 'ticket'
> & { readonly at: string }

/** A number of health, surveys, service or reputation of a customer, with what is behind it. */
export interface ExplainedNumber extends ExplainedMetric {
  readonly family: FurtherFamily
  /** Of the last scoring that changed it; the evaluation where nothing is known. */
  readonly asOf: string
  /** Lines of health that are known, answers, tickets, or reviews. */
  readonly n: number
  readonly why: string | null
  /** Null for other families, and where nothing is known. */
  readonly health: HealthBehind | null
  readonly answers: readonly AnswerBehind[] | null
  /** Answers that are counted and not told: they are about tickets of other agents. */
  readonly answersNotShown: number
  readonly tickets: TicketsOfNumber | null
}

/**
 * Explains a number that is told of health, surveys, service or reputation; null where it is not one of theirs. `agents` leaves out the
 * tickets of others: who may see the customer need not see those.
 */
export async function explainNumber(
  workspace: Workspace,
  { identity, beside, currency }: Pick<Explanation, 'identity' | 'beside' | 'currency'>,
  name: string,
  { agents = null }: { readonly agents?: readonly string[] | null } = {},
): Promise<ExplainedNumber | null> {
  const family = familyOf(name)
  if (family === 'value') return null
  const moment = momentInForce(workspace).toISOString()
  const score = beside.find((one) => one.family === family) ?? nothing(family, moment)
  const metric = explainedMetric(score, name, currency)
  if (metric === null) return null
  const customerId = identity.customer.id
  const { asOf, n, why, explanation } = score
  const ofFamily = {
    ...metric,
    family,
    asOf,
    n,
    why,
    health: null,
    answers: null,
    answersNotShown: 0,
    tickets: null,
  }
  if (n === 0) return ofFamily
  if (family === 'reputation') return ofFamily
  if (family === 'health') return { ...ofFamily, health: healthBehind(explanation) }
  if (family === 'service') {
    const tickets = await ticketsOfNumber(workspace, { name, customerId, moment, explanation, agents })
    return { ...ofFamily, n: ticketsCounted(name, score), tickets }
  }
  const answers = await answersOf(workspace, kinds.parse(name), { customerId, moment })
  const shown =
    agents === null
      ? answers
      : answers.filter(({ agent, ticket }) => ticket === null || isOneOf(agents, agent))
  return {
    ...{ ...ofFamily, n: answers.length, answersNotShown: answers.length - shown.length },
    answers: shown.map(({ agent: _, ...told }) => told),
  }
}

const kinds = z.enum(['nps', 'csat', 'ces', 'csi'])

const nothing = (family: FurtherFamily, asOf: string): FamilyScore => ({
  ...{ family, policy: `${family}@1`, asOf, n: 0, values: {}, why: null, explanation: {} },
})

/** The answers of a customer to one kind of survey, the latest first. */
async function answersOf(
  workspace: Workspace,
  kind: SurveyKind,
  { customerId, moment }: { readonly customerId: number; readonly moment: string },
): Promise<readonly (AnswerBehind & Pick<StoredAnswer, 'agent'>)[]> {
  const slice = { from: new Date(0), to: new Date(moment), kind, customerId }
  return (await storedAnswers(workspace, slice))
    .filter(({ score }) => score !== null)
    .reverse()
    .map(({ record, contact, contactName, scale, score, ticket, agent, at }) => ({
      ...{ record, contact, contactName, scale, score, ticket, agent, at: new Date(at).toISOString() },
    }))
}

/** Whether an agent, `connection/id`, is among some that are written `connection/agent:id`. */
function isOneOf(agents: readonly string[], agent: string | null): boolean {
  return agents.some((one) => one.replace('/agent:', '/') === agent)
}
