import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ApiError } from '../../api/problem.ts'
import { Badge } from '../../components/badge.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { RecordLink } from '../../components/record-link.tsx'
import { message, named } from '../../messages/message.ts'
import { NotFound } from '../../shell/not-found.tsx'
import { usePageTitle } from '../../shell/page-announcement.ts'
import { CustomerHistory } from './customer-history.tsx'
import { customerName } from './customer-name.ts'
import { CustomerNumbers } from './customer-numbers.tsx'
import { CustomerRecords } from './customer-records.tsx'
import { CustomerTabs } from './customer-tabs.tsx'
import { type Customer, customerQuery } from './queries.ts'
import { riskTone } from './segments.ts'
import { ValueWhy } from './value-why.tsx'

const route = getRouteApi('/signed-in/customers/$id')

/** One customer: what it is worth and why, how that changed, and everything that is known of it. */
export function CustomerPage() {
  const { id } = route.useParams()
  const asked = useQuery(customerQuery(id))
  const name =
    asked.data === undefined ? null : customerName(asked.data.name, asked.data.records[0]?.reference ?? null)
  usePageTitle(name === null ? null : message('app.title', { page: name }))
  if (asked.isPending) return <Loading lines={12} />
  if (asked.data === undefined) {
    const gone = asked.error instanceof ApiError && [404, 422].includes(asked.error.status)
    return gone ? <NotFound /> : <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  }
  const customer = asked.data
  return (
    <div className="stack">
      <Link to="/customers" className="small">
        {message('customer.back')}
      </Link>
      <PageHeader title={name ?? ''}>
        <CrmLinks customer={customer} />
      </PageHeader>
      <Marks customer={customer} />
      <CustomerNumbers customer={customer} />
      <ValueWhy id={id} customer={customer} />
      <CustomerHistory id={id} />
      <CustomerTabs customer={customer} />
      <CustomerRecords customer={customer} />
    </div>
  )
}

/** Segment and churn risk. */
function Marks({ customer }: { readonly customer: Customer }) {
  const values = customer.scores.value?.values
  const segment = textOf(values?.segment?.value)
  const risk = textOf(values?.churn_risk?.value)
  if (segment === null && risk === null) return null
  return (
    <p className="row">
      {segment === null ? null : <Badge tone="accent">{named('segment', segment)}</Badge>}
      {risk === null ? null : (
        <Badge tone={riskTone(risk)}>{message('customer.risk', { risk: named('risk', risk) })}</Badge>
      )}
    </p>
  )
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function CrmLinks({ customer }: { readonly customer: Customer }) {
  const linked = customer.records.flatMap(({ reference, page }) =>
    page === null ? [] : [{ reference, page }],
  )
  if (linked.length === 0) return null
  return (
    <p className="row">
      {linked.map(({ reference, page }) => (
        <RecordLink key={reference} reference={reference} page={page} />
      ))}
    </p>
  )
}
