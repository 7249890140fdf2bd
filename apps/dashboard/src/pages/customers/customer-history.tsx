import { useQuery } from '@tanstack/react-query'
import { Chart } from '../../components/chart/chart.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { titleOf } from '../../components/number-with-definition.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { customerHistoryQuery } from './queries.ts'

/** How the value of a customer changed from evaluation to evaluation. */
export function CustomerHistory({ id }: { readonly id: string }) {
  const format = useFormat()
  const asked = useQuery(customerHistoryQuery(id))
  if (asked.isPending) return <Loading />
  if (asked.data === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  const points = asked.data.points.map(({ asOf, value, low, high }) => ({
    ...{ x: Date.parse(asOf), label: format.day(asOf), low, high },
    value: typeof value === 'number' ? value : null,
  }))
  return (
    <div className="card">
      <Chart
        title={message('customer.history')}
        data={{ kind: 'line', lines: [{ name: titleOf('clv'), points }] }}
        write={(value) => format.money(value)}
        writeTick={format.moneyShort}
        over={message('number.asOf')}
      />
    </div>
  )
}
