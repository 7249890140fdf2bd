import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ErrorState } from '../../components/error-state.tsx'
import { KeyNumber } from '../../components/key-number.tsx'
import { Loading } from '../../components/loading.tsx'
import type { Format } from '../../messages/format.ts'
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
          {told.atRiskShare.sample}
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
        <Link to="/reputation/reviews">{told.reputation.sample}</Link>
      </Told>
      <Told known={averageRating} telling={told.averageRating}>
        <Link to="/reputation/reviews">{told.averageRating.sample}</Link>
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
        {telling.sample}
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
  { futureValue, atRiskShare, firstResponse, fcr, reputation, averageRating, nps }: Numbers,
) {
  const share = {
    write: (value: number) => format.percent(value, 1),
    writeChange: (value: number) => message('overview.points', { n: Math.round(value * 1_000) / 10 }),
  }
  const stars = (value: number): string => format.number(value, 2)
  const [earlier, before] = [message('overview.earlier'), message('overview.daysBefore')]
  return {
    futureValue: {
      ...{ metric: 'future_value_total', write: format.moneyShort, better: 'higher', period: earlier },
      sample: message('overview.open.customers', { n: futureValue.n }),
      reason: message('overview.unknown.value'),
    },
    atRiskShare: {
      ...{ ...share, metric: 'at_risk_share', better: 'lower', period: earlier },
      sample: message('overview.open.customers', { n: atRiskShare.n }),
      reason: message('overview.unknown.risk'),
    },
    firstResponse: {
      ...{ metric: 'first_response', write: format.duration, isTime: true, better: 'lower', period: before },
      sample: message('overview.open.tickets', { n: firstResponse.n }),
      reason: message('overview.unknown.response'),
    },
    fcr: {
      ...{ ...share, metric: 'fcr', better: 'higher', period: before },
      sample: message('overview.open.tickets', { n: fcr.n }),
      reason: message('overview.unknown.fcr'),
    },
    reputation: {
      ...{ metric: 'reputation', write: stars, better: 'higher', period: earlier },
      sample: message('overview.open.reviews', { n: reputation.n }),
      reason: message('overview.unknown.reviews'),
    },
    averageRating: {
      ...{ metric: 'review_average', write: stars, better: 'higher', period: earlier },
      sample: message('overview.open.reviews', { n: averageRating.n }),
      reason: message('overview.unknown.reviews'),
    },
    nps: {
      ...{ metric: 'nps', write: (value: number) => format.number(value), better: 'higher' },
      period: message('overview.yearBefore'),
      sample: message('overview.sample.people', { n: nps?.n ?? 0 }),
      reason: message('overview.unknown.nps'),
    },
  } as const satisfies Readonly<Record<string, Telling>>
}
