import { scoreValue } from '@rapport/model'
import { type FieldPolicies, type WriteField, writeFields } from '@rapport/writeback'
import { z } from 'zod'
import type { Explanation } from './explain.ts'
import { familyOf } from './number-families.ts'

/** One number of a score, with the definition it comes from. */
export interface ExplainedValue {
  /** Null where it cannot be known. */
  readonly value: number | string | null
  /** Ends of the 80 % interval; null where there is none. */
  readonly low: number | null
  readonly high: number | null
  /** Such as `historic@1`; null for what speaks of all numbers: the sentence and the moment. */
  readonly policy: string | null
}

/** A number as people read it. */
export interface ExplainedMetric extends ExplainedValue {
  readonly name: string
  readonly label: string
  /** With its unit and its interval; says so where the number is not known. */
  readonly text: string
}

/** What the value model itself predicts: it comes from the policy that was chosen, not from a fixed one. */
const predicted: ReadonlySet<string> = new Set([
  'clv',
  'clv_low',
  'clv_high',
  'expected_orders',
  'probability_alive',
])

/** Those of customers: a name may mean something else of a ticket. */
const fieldsByName = new Map(
  writeFields
    .filter(({ entities }) => entities.some((entity) => entity !== 'ticket'))
    .map((field) => [field.name, field]),
)

/** The stored numbers of a score, each with its own policy; `policies`: those of service that the score was computed by. */
export function explainedValues(
  values: Readonly<Record<string, unknown>>,
  policy: string,
  policies: FieldPolicies | null = null,
): Readonly<Record<string, ExplainedValue>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, stored]) => {
      const { value, low, high } = scoreValue.parse(stored)
      return [name, { value, low: low ?? null, high: high ?? null, policy: policyOf(name, policy, policies) }]
    }),
  )
}

const computedBy = z.object({ policies: z.object({ service: z.string(), fcr: z.string() }) })

/** The policies of service that a score was computed by; null where it says none. */
export function policiesOf(explanation: Readonly<Record<string, unknown>>): FieldPolicies | null {
  return computedBy.safeParse(explanation).data?.policies ?? null
}

function policyOf(name: string, ofScore: string, policies: FieldPolicies | null): string | null {
  if (predicted.has(name)) return ofScore
  const field = fieldsByName.get(name)
  if (field === undefined) return ofScore
  return policies === null || field.policySetting === null ? field.policy : policies[field.policySetting]
}

/** The names that `explainedMetric` knows: every field that can be written. */
export const explainedNames: readonly string[] = [...fieldsByName.keys()]

/** One number of a scored customer, by the name under which it is written; null where no field has this name. */
export function explainedMetric(
  score: NonNullable<Explanation['score']>,
  name: string,
  currency: string,
): ExplainedMetric | null {
  const field = fieldsByName.get(name)
  if (field === undefined) return null
  const whole = { low: null, high: null, policy: policyOf(name, score.policy, policiesOf(score.explanation)) }
  const held =
    field.source === 'why'
      ? { ...whole, value: score.why }
      : field.source === 'asOf'
        ? { ...whole, value: score.asOf }
        : (score.values[name] ?? { ...whole, value: null })
  const computed =
    typeof field.source === 'string' || Object.hasOwn(score.values, name) || familyOf(name) !== 'value'
  // A score without any number says that there are no orders; one with others says what Rapport computes today.
  const unknown = computed || Object.keys(score.values).length === 0 ? 'not enough data' : 'not computed yet'
  return { name, label: field.label, ...held, text: textOf(field, held, { currency, unknown }) }
}

function textOf(
  field: WriteField,
  { value, low, high }: ExplainedValue,
  { currency, unknown }: { readonly currency: string; readonly unknown: string },
): string {
  const text = value === null ? unknown : withUnit(field, value, currency)
  if (low === null || high === null || (value === low && value === high)) return text
  return `${text} (80 %: ${withUnit(field, low, currency)} to ${withUnit(field, high, currency)})`
}

function withUnit({ type }: WriteField, value: number | string, currency: string): string {
  if (typeof value === 'string') return value
  if (type === 'currency') return moneyText(value, currency)
  return type === 'percent' ? percentText(value) : String(value)
}

const twoDecimals = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** An amount with its currency: `1,234.50 USD`. */
export function moneyText(amount: number, currency: string): string {
  return `${twoDecimals.format(amount)} ${currency}`
}

/** A share in percent, to one decimal: `96.5 %`. */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
