import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import type { Column } from '../../components/data-table.tsx'
import { type NumberFacts, NumberWithDefinition } from '../../components/number-with-definition.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { customerName } from './customer-name.ts'
import { type Customer, customerQuery, type ListedCustomer } from './queries.ts'
import { riskTone } from './segments.ts'

/** The columns of the list of customers. */
export function useCustomerColumns(): readonly Column<ListedCustomer>[] {
  const format = useFormat()
  const client = useQueryClient()
  return useMemo(
    (): readonly Column<ListedCustomer>[] => [
      {
        id: 'name',
        header: message('customers.name'),
        sort: 'name',
        rowHeader: true,
        cell: (customer) => (
          <Link to="/customers/$id" params={{ id: String(customer.id) }}>
            {customerName(customer.name, customer.record)}
          </Link>
        ),
      },
      {
        id: 'clv',
        header: message('customers.clv'),
        sort: 'clv',
        align: 'end',
        cell: ({ id, clv, orders }) => (
          <NumberWithDefinition
            more={() => client.ensureQueryData(customerQuery(String(id))).then(factsOfValue)}
            facts={{
              metric: 'clv',
              value: clv === null ? null : format.money(clv.value),
              interval:
                clv === null || clv.low === null || clv.high === null
                  ? null
                  : { low: format.money(clv.low), high: format.money(clv.high) },
              sample: orders === null ? null : message('customer.sample.orders', { n: orders }),
            }}
          />
        ),
      },
      {
        id: 'interval',
        header: message('customers.interval'),
        align: 'end',
        wideOnly: true,
        cell: ({ clv }) =>
          clv === null || clv.low === null || clv.high === null ? (
            <None />
          ) : (
            <span className="soft">
              {message('number.range', { low: format.money(clv.low), high: format.money(clv.high) })}
            </span>
          ),
      },
      {
        id: 'churnRisk',
        header: message('customers.churnRisk'),
        cell: ({ churnRisk }) =>
          churnRisk === null ? (
            <None />
          ) : (
            <Badge tone={riskTone(churnRisk)}>{named('risk', churnRisk)}</Badge>
          ),
      },
      {
        id: 'segment',
        header: message('customers.segment'),
        wideOnly: true,
        cell: ({ segment }) => (segment === null ? <None /> : named('segment', segment)),
      },
      {
        id: 'probabilityAlive',
        header: message('customers.alive'),
        sort: 'probabilityAlive',
        align: 'end',
        wideOnly: true,
        cell: ({ probabilityAlive }) =>
          probabilityAlive === null ? <None /> : format.percent(probabilityAlive),
      },
      {
        id: 'orders',
        header: message('customers.orders'),
        align: 'end',
        wideOnly: true,
        cell: ({ orders }) => (orders === null ? <None /> : format.number(orders)),
      },
      {
        id: 'lastOrderAt',
        header: message('customers.lastOrder'),
        sort: 'lastOrderAt',
        align: 'end',
        wideOnly: true,
        cell: ({ lastOrderAt }) => (lastOrderAt === null ? <None /> : format.calendarDay(lastOrderAt)),
      },
      {
        id: 'health',
        header: message('customers.health'),
        sort: 'health',
        align: 'end',
        wideOnly: true,
        cell: ({ health }) => (health === null ? <None /> : format.number(health)),
      },
    ],
    [format, client],
  )
}

const factsOfValue = ({ scores: { value } }: Customer): Partial<NumberFacts> => ({
  policy: value?.values.clv?.policy ?? value?.policy,
  asOf: value?.asOf,
})

/** Unknown is told as such; an empty cell could be a mistake. */
function None() {
  return <span className="soft small">{message('number.unknown.short')}</span>
}
