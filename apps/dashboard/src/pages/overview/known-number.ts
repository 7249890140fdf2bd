import { type Change, type ChangeWording, changeInWords } from '../../components/change-in-words.ts'
import type { NumberFacts } from '../../components/number-with-definition.tsx'
import type { Known } from './queries.ts'

/** How a number is told. */
export interface Telling extends ChangeWording {
  readonly metric: string
  /** How often the interval holds what it is of, in per cent. */
  readonly level: NumberFacts['level']
  readonly sample: string
  /** Why it is unknown. */
  readonly reason: string
}

export function factsOf(
  { value, low, high, policy, asOf }: Known,
  { metric, level, quantity: { write }, sample, reason }: Telling,
): NumberFacts {
  return {
    ...{ metric, level, policy, asOf, sample },
    value: value === null ? null : write(value),
    interval: low === null || high === null ? null : { low: write(low), high: write(high) },
    reason: value === null ? reason : null,
  }
}

/** How a number stands against the one before. */
export const changeOf = (known: Known, telling: Telling): Change => changeInWords(known, telling)
