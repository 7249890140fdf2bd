import { useQuery } from '@tanstack/react-query'
import { Chart } from '../../components/chart/chart.tsx'
import type { Format } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { type Loyalty, loyaltyQuery } from './queries.ts'

/** How long customers waited beside how likely they stay. Nothing where too little is known: the page does not wait for it. */
export function LoyaltyCard() {
  const format = useFormat()
  const { data } = useQuery(loyaltyQuery)
  const known = data?.waits.filter(({ alive }) => alive !== null) ?? []
  // One group alone has nothing to be compared with.
  if (data === undefined || known.length < 2) return null
  const bars = data.waits.map((wait) => ({
    label: message('overview.idea.label', {
      wait: waitInWords(wait, format),
      n: message('overview.idea.sample', { n: wait.customers }),
    }),
    value: wait.alive?.mean ?? null,
    low: wait.alive?.low ?? null,
    high: wait.alive?.high ?? null,
  }))
  return (
    <div className="card stack-close">
      <Chart
        title={message('overview.idea')}
        data={{ kind: 'bars', name: message('overview.idea.name'), bars }}
        write={(value) => format.percent(value)}
        over={message('overview.idea.over')}
      />
      <p className="small soft reading">{message('overview.idea.caveat')}</p>
    </div>
  )
}

function waitInWords({ from, to }: Loyalty['waits'][number], format: Format): string {
  if (to === null) return message('overview.idea.from', { from: format.duration(from) })
  if (from === 0) return message('overview.idea.below', { to: format.duration(to) })
  return message('overview.idea.between', { from: format.duration(from), to: format.duration(to) })
}
