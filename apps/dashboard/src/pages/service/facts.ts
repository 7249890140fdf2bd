import type { NumberFacts } from '../../components/number-with-definition.tsx'
import type { Format } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'

/** What stands beside every figure of the area. */
export interface Beside {
  readonly metric: string
  readonly policy: string
  readonly asOf: string
  readonly sample: string
  /** Whether figures of so few tickets of a person are kept back. */
  readonly hidden?: boolean
}

interface Quantile {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

interface Share {
  readonly share: number
  readonly low: number
  readonly high: number
}

const unknown = (hidden: boolean | undefined): Pick<NumberFacts, 'value' | 'reason'> => ({
  value: null,
  reason: message(hidden === true ? 'service.hidden' : 'service.unknown.none'),
})

/** A time with its 95 % interval. */
export function timeFacts(
  format: Format,
  figure: Quantile | null | undefined,
  { hidden, ...beside }: Beside,
): NumberFacts {
  if (figure === null || figure === undefined) return { ...beside, ...unknown(hidden) }
  const { value, low, high } = figure
  return {
    ...{ ...beside, value: format.duration(value), level: 95 },
    interval:
      low === null || high === null ? null : { low: format.duration(low), high: format.duration(high) },
  }
}

/** A share with its 95 % interval. */
export function shareFacts(
  format: Format,
  figure: Share | null | undefined,
  { hidden, ...beside }: Beside,
): NumberFacts {
  if (figure === null || figure === undefined) return { ...beside, ...unknown(hidden) }
  return {
    ...{ ...beside, value: format.percent(figure.share, 1), level: 95 },
    interval: { low: format.percent(figure.low, 1), high: format.percent(figure.high, 1) },
  }
}
