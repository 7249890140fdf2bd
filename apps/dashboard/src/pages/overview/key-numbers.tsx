import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ErrorState } from '../../components/error-state.tsx'
import { KeyNumber } from '../../components/key-number.tsx'
import { Loading } from '../../components/loading.tsx'
import { type Format, quantitiesOf } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { changeOf, factsOf, type Telling } from './known-number.ts'
import { type Known, type Numbers, numbersQuery, valueIntervalQuery } from './queries.ts'

/** How things stand, each number beside that of the period before, and each with its records. */
export function KeyNumbers() {
  const asked = useQuery(numbersQuery)
  return (
    <section className="stack-close" aria-label={message('overview.numbers')}>
      <h2>{message('overview.numbers')}</h2>
      {asked.isPending ? (
        <Loading lines={5} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <Grid numbers={asked.data} />
      )}
    </section>
  )
}

function Grid({ numbers }: { readonly numbers: Numbers }) {
  const format = useFormat()
  const { futureValue, atRiskShare, firstResponse, fcr, reputation, averageRating, nps } = numbers
  const days = { from: numbers.from, to: numbers.to }
  const told = tellings(format, numbers)
  return (
    <div className="grid grid-of-six">
      <FutureValue known={futureValue} telling={told.futureValue} />
      <Told known={atRiskShare} telling={told.atRiskShare}>
        <Link to="/customers" search={{ segment: ['at_risk', 'cant_lose'], sort: '-clv' }}>
          {message('overview.open.atRisk', { n: numbers.atRisk })}
        </Link>
      </Told>
      <Told known={firstResponse} telling={told.firstResponse}>
        <Link to="/service/tickets" search={{ ...days, selection: 'answered' }}>
          {told.firstResponse.sample}
        </Link>
      </Told>
      <Told known={fcr} telling={told.fcr}>
        <Link to="/service/tickets" search={{ ...days, selection: 'fcr-judged' }}>
          {told.fcr.sample}
        </Link>
      </Told>
      <Told known={reputation} telling={told.reputation}>
        <Link to="/reputation/reviews">{message('overview.open.reviews')}</Link>
      </Told>
      <Told known={averageRating} telling={told.averageRating}>
        <Link to="/reputation/reviews">{message('overview.open.reviews')}</Link>
      </Told>
      {nps === null || nps.value === null ? null : <Told known={nps} telling={told.nps} />}
    </div>
  )
}

/** How certain it is takes a while to find out: the number does not wait for that. */
function FutureValue({ known, telling }: { readonly known: Known; readonly telling: Telling }) {
  const found = useQuery(valueIntervalQuery).data?.interval ?? null
  return (
    <Told known={{ ...known, low: found?.low ?? null, high: found?.high ?? null }} telling={telling}>
      <Link to="/customers" search={{ sort: '-clv' }}>
        {message('overview.open.byValue')}
      </Link>
    </Told>
  )
}

function Told({
  known,
  telling,
  children,
}: {
  readonly known: Known
  readonly telling: Telling
  /** The way to the records. */
  readonly children?: ReactNode
}) {
  const mayRead = useMay('records:read')
  const unknown = known.value === null
  return (
    <KeyNumber facts={factsOf(known, telling)} {...(unknown ? {} : { change: changeOf(known, telling) })}>
      {unknown ? <p className="small soft">{telling.reason}</p> : null}
      {unknown || !mayRead || children === undefined ? null : <p className="small">{children}</p>}
    </KeyNumber>
  )
}

function tellings(
  format: Format,
  { ofOwnRows, futureValue, atRiskShare, firstResponse, fcr, reputation, averageRating, nps }: Numbers,
) {
  const { share, stars, time, moneyShort, number } = quantitiesOf(format)
  const [earlier, before] = [message('overview.earlier'), message('overview.daysBefore')]
  return {
    futureValue: {
      ...{ metric: ofOwnRows ? 'future_value_own' : 'future_value_total', level: 80, quantity: moneyShort },
      ...{ kind: 'number', better: 'higher', period: earlier },
      sample: message('overview.sample.customers', { n: futureValue.n }),
      reason: message('overview.unknown.value'),
    },
    atRiskShare: {
      ...{
        metric: 'at_risk_share',
        level: 95,
        quantity: share,
        kind: 'share',
        better: 'lower',
        period: earlier,
      },
      sample: message('overview.sample.customers', { n: atRiskShare.n }),
      reason: message('overview.unknown.risk'),
    },
    firstResponse: {
      ...{
        metric: 'first_response',
        level: 95,
        quantity: time,
        kind: 'time',
        better: 'lower',
        period: before,
      },
      sample: message('overview.open.tickets', { n: firstResponse.n }),
      reason: message('overview.unknown.response'),
    },
    fcr: {
      ...{ metric: 'fcr', level: 95, quantity: share, kind: 'share', better: 'higher', period: before },
      sample: message('overview.open.tickets', { n: fcr.n }),
      reason: message('overview.unknown.fcr'),
    },
    reputation: {
      ...{ metric: 'reputation', level: null, quantity: stars, kind: 'number', better: 'higher' },
      ...{ period: earlier, sample: message('overview.sample.reviews', { n: reputation.n }) },
      reason: message('overview.unknown.reviews'),
    },
    averageRating: {
      ...{ metric: 'review_average', level: null, quantity: stars, kind: 'number', better: 'higher' },
      ...{ period: earlier, sample: message('overview.sample.reviews', { n: averageRating.n }) },
      reason: message('overview.unknown.reviews'),
    },
    nps: {
      ...{ metric: 'nps', level: 95, quantity: number, kind: 'number', better: 'higher' },
      period: message('overview.yearBefore'),
      sample: message('overview.sample.people', { n: nps?.n ?? 0 }),
      reason: message('overview.unknown.nps'),
    },
  } as const satisfies Readonly<Record<string, Telling>>
}
