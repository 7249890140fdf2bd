import { KeyNumber } from '../../components/key-number.tsx'
import type { NumberFacts } from '../../components/number-with-definition.tsx'
import type { Format } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import type { Customer } from './queries.ts'

type Write = (format: Format, value: number) => string

/** The numbers that a customer page begins with, in this order. */
const shown: readonly { readonly metric: string; readonly family: string; readonly write: Write }[] = [
  { metric: 'clv', family: 'value', write: (format, value) => format.money(value) },
  { metric: 'historic_value', family: 'value', write: (format, value) => format.money(value) },
  { metric: 'probability_alive', family: 'value', write: (format, value) => format.percent(value) },
  { metric: 'expected_orders', family: 'value', write: (format, value) => format.number(value) },
  { metric: 'health_score', family: 'health', write: (format, value) => format.score(value) },
]

export function CustomerNumbers({ customer }: { readonly customer: Customer }) {
  const format = useFormat()
  return (
    <div className="grid">
      {shown.map(({ metric, family, write }) => (
        <KeyNumber
          key={metric}
          facts={factsOf(customer, { metric, family }, (value) => write(format, value))}
        />
      ))}
    </div>
  )
}

function factsOf(
  { scores }: Customer,
  { metric, family }: { readonly metric: string; readonly family: string },
  write: (value: number) => string,
): NumberFacts {
  const score = scores[family]
  const number = score?.values[metric]
  if (score === undefined || number === undefined || typeof number.value !== 'number')
    return {
      ...{ metric, value: null, asOf: score?.asOf, policy: number?.policy ?? score?.policy },
      reason: score?.unknownReasons[metric] ?? message('number.noScore'),
    }
  const { value, low, high, policy } = number
  return {
    ...{ metric, value: write(value), asOf: score.asOf, policy: policy ?? score.policy },
    level: 80,
    interval: low === null || high === null ? null : { low: write(low), high: write(high) },
    sample:
      family === 'value'
        ? message('customer.sample.orders', { n: score.n })
        : message('number.sample', { n: score.n }),
  }
}
