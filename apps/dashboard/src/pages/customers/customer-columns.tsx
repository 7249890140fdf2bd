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
  return useMemo((): readonly Column<ListedCustomer>[] => {
    const details = (id: number) => client.ensureQueryData(customerQuery(String(id)))
    return [
      {
        id: 'name',
        header: message('customers.name'),
        sort: 'name',
        rowHeader: true,
        cell: ({ id, name, record, besideName }) => (
          <>
            <Link to="/customers/$id" params={{ id: String(id) }}>
              {customerName(name, record)}
            </Link>
            {besideName === null ? null : <span className="small soft">{` ${besideName}`}</span>}
          </>
        ),
      },
      {
        id: 'clv',
        header: message('customers.clv'),
        sort: 'clv',
        align: 'end',
        cell: ({ id, clv, orders }) => (
          <NumberWithDefinition
            more={() => details(id).then((customer) => factsOfFamily(customer, 'value', 'clv'))}
            facts={{
              ...{ metric: 'clv', level: 80 },
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
        cell: ({ id, probabilityAlive, orders }) =>
          probabilityAlive === null ? (
            <None />
          ) : (
            <NumberWithDefinition
              more={() =>
                details(id).then((customer) => factsOfFamily(customer, 'value', 'probability_alive'))
              }
              facts={{
                ...{ metric: 'probability_alive', value: format.percent(probabilityAlive) },
                sample: orders === null ? null : message('customer.sample.orders', { n: orders }),
              }}
            />
          ),
      },
      {
        id: 'orders',
        header: message('customers.orders'),
        align: 'end',
        wideOnly: true,
        cell: ({ id, orders }) =>
          orders === null ? (
            <None />
          ) : (
            <NumberWithDefinition
              more={() => details(id).then((customer) => factsOfFamily(customer, 'value', 'orders'))}
              facts={{ metric: 'orders', value: format.number(orders) }}
            />
          ),
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
        cell: ({ id, health }) =>
          health === null ? (
            <None />
          ) : (
            <NumberWithDefinition
              more={() => details(id).then((customer) => factsOfFamily(customer, 'health', 'health_score'))}
              facts={{ metric: 'health_score', value: format.score(health) }}
            />
          ),
      },
    ]
  }, [format, client])
}

/** What the list does not tell of a number. */
const factsOfFamily = ({ scores }: Customer, family: string, metric: string): Partial<NumberFacts> => ({
  policy: scores[family]?.values[metric]?.policy ?? scores[family]?.policy,
  asOf: scores[family]?.asOf,
})

/** Unknown is told as such; an empty cell could be a mistake. */
function None() {
  return <span className="soft small">{message('number.unknown.short')}</span>
}
