import { message } from '../../messages/message.ts'
import type { PresetComparison } from './queries.ts'
import { becauseText, reasonText } from './words.ts'

type Reason = PresetComparison['reconciliation']['differingTickets'][number]['because'][number]
type Values = Reason['values']

const text = (values: Values, name: string): string => String(values[name] ?? '')
const count = (values: Values, name = 'n'): number => Number(values[name] ?? 0)

const texts: Readonly<Record<string, (values: Values) => string>> = {
  policy: (values) =>
    message('difference.policy', {
      policy: text(values, 'policy'),
      verdict: reasonText(text(values, 'verdict')),
    }),
  agentMessages: (values) => message('difference.agentMessages', { n: count(values) }),
  customerMessages: (values) => message('difference.customerMessages', { n: count(values) }),
  paused: () => message('difference.paused'),
  reopened: (values) => message('difference.reopened', { day: text(values, 'day') }),
  closed: (values) =>
    message('difference.closed', {
      n: count(values),
      by: message('difference.repliers', { n: count(values, 'repliers') }),
    }),
  notSolved: (values) => message('difference.notSolved', { day: text(values, 'day') }),
  counts: (values) => message('difference.counts', { ...both(values), there: text(values, 'there') }),
  oneTouch: (values) => message('difference.oneTouch', both(values)),
  notOneTouch: (values) => message('difference.notOneTouch', both(values)),
  pausedHere: (values) => message('difference.pausedHere', minutesOf(values)),
  neverPausedHere: (values) => message('difference.neverPausedHere', minutesOf(values)),
  countsReopenings: (values) =>
    message('difference.countsReopenings', { n: count(values), vendor: text(values, 'vendor') }),
  neverReopenedHere: (values) =>
    message('difference.neverReopenedHere', { n: count(values), vendor: text(values, 'vendor') }),
  noMessages: () => message('difference.noMessages'),
  notCounted: (values) => message('difference.notCounted', { because: becauseText(text(values, 'because')) }),
  merged: (values) => message('difference.merged', { tickets: text(values, 'tickets') }),
  later: (values) => message('difference.later', { n: count(values), day: text(values, 'day') }),
}

const both = (values: Values) => ({ n: count(values), vendor: text(values, 'vendor') })
const minutesOf = (values: Values) => ({
  vendor: text(values, 'vendor'),
  minutes: text(values, 'minutes'),
})

/** Why two rules differ on a ticket. A reason that this page does not know yet is told as the server does. */
export function differenceInWords({ reason, values, text: inEnglish }: Reason): string {
  return Object.hasOwn(texts, reason) ? (texts[reason]?.(values) ?? inEnglish) : inEnglish
}
