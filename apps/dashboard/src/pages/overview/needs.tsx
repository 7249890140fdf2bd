import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { message, named } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { customerName } from '../customers/customer-name.ts'
import { NeedCard } from './need-card.tsx'
import type { Overview } from './queries.ts'

const kinds = ['overdue', 'atRisk', 'unhappy', 'failing', 'rejects'] as const
type Kind = (typeof kinds)[number]
type Need<Of extends Kind> = NonNullable<Overview[Of]>

/** What needs somebody today. What needs nobody takes one line together. */
export function Needs({ overview }: { readonly overview: Overview }) {
  const cards: Readonly<Record<Kind, ReactNode>> = {
    overdue: overview.overdue === null ? null : <Overdue need={overview.overdue} />,
    atRisk: overview.atRisk === null ? null : <AtRisk need={overview.atRisk} />,
    unhappy: overview.unhappy === null ? null : <Unhappy need={overview.unhappy} />,
    failing: overview.failing === null ? null : <Failing need={overview.failing} />,
    rejects: overview.rejects === null ? null : <Rejects need={overview.rejects} />,
  }
  const waiting = kinds.filter((kind) => (overview[kind]?.count ?? 0) > 0)
  const clear = kinds.filter((kind) => overview[kind]?.count === 0)
  return (
    <section className="stack-close" aria-label={message('overview.needs')}>
      <h2>{message('overview.needs')}</h2>
      {waiting.length === 0 ? <p>{message('overview.needs.nothing')}</p> : null}
      <div className="needs">
        {waiting.map((kind) => (
          <div key={kind}>{cards[kind]}</div>
        ))}
      </div>
      {clear.length === 0 || waiting.length === 0 ? null : (
        <p className="small soft">
          {message('overview.needs.clear', {
            kinds: clear.map((kind) => message(`overview.${kind}.none`)).join(', '),
          })}
        </p>
      )}
    </section>
  )
}

/** Parts of a filter that the API gave, as the address of a page takes them. */
const textOf = (filter: Need<'overdue'>['filter'], name: string): string | undefined =>
  [filter[name] ?? []].flat()[0]

function Overdue({ need: { count, filter, items } }: { readonly need: Need<'overdue'> }) {
  const format = useFormat()
  return (
    <NeedCard
      title={message('overview.overdue', { n: count })}
      text={message('overview.overdue.text')}
      items={items.map(({ record, subject, customer, overdueSeconds }) => ({
        key: record,
        content: (
          <Link to="/service/tickets/$reference" params={{ reference: record }}>
            {subject ?? message('overview.noSubject', { record })}
          </Link>
        ),
        beside: [
          customer ?? [],
          overdueSeconds === null
            ? []
            : message('overview.overdue.by', { time: format.duration(overdueSeconds) }),
        ]
          .flat()
          .join(' · '),
      }))}
      all={
        <Link
          to="/service/tickets"
          search={{ selection: 'overdue', from: textOf(filter, 'from'), to: textOf(filter, 'to') }}
        >
          {message('overview.all', { n: count })}
        </Link>
      }
    />
  )
}

function AtRisk({ need: { count, items } }: { readonly need: Need<'atRisk'> }) {
  const format = useFormat()
  return (
    <NeedCard
      title={message('overview.atRisk', { n: count })}
      text={message('overview.atRisk.text')}
      items={items.map(({ id, name, besideName, record, clv, segment }) => ({
        key: String(id),
        content: (
          <Link to="/customers/$id" params={{ id: String(id) }}>
            {customerName(name, record)}
          </Link>
        ),
        beside: [
          besideName ?? [],
          segment === null ? [] : named('segment', segment),
          clv === null ? message('number.unknown.short') : format.money(clv.value),
        ]
          .flat()
          .join(' · '),
      }))}
      all={
        <Link to="/customers" search={{ segment: ['at_risk', 'cant_lose'], sort: '-clv' }}>
          {message('overview.all', { n: count })}
        </Link>
      }
    />
  )
}

function Unhappy({ need: { count, items } }: { readonly need: Need<'unhappy'> }) {
  const format = useFormat()
  return (
    <NeedCard
      title={message('overview.unhappy', { n: count })}
      text={message('overview.unhappy.text')}
      items={items.map(({ reference, placeName, stars, text, language, createdAt }) => ({
        key: reference,
        content: (
          <Link to="/reputation/reviews/$reference" params={{ reference }}>
            {text === null ? (
              message('overview.unhappy.noText')
            ) : (
              <span lang={language ?? undefined} dir="auto" className="need-quote">
                {text}
              </span>
            )}
          </Link>
        ),
        beside: [
          stars === null ? [] : message('reputation.outOf5', { value: format.number(stars) }),
          placeName ?? [],
          format.day(createdAt),
        ]
          .flat()
          .join(' · '),
      }))}
      all={
        <Link to="/reputation/reviews" search={{ unanswered: 'true', stars: 'unhappy' }}>
          {message('overview.all', { n: count })}
        </Link>
      }
    />
  )
}

function Failing({ need: { count, items } }: { readonly need: Need<'failing'> }) {
  const format = useFormat()
  return (
    <NeedCard
      title={message('overview.failing', { n: count })}
      text={message('overview.failing.text')}
      items={items.map(({ name, title, message: problem, runId, at }) => ({
        key: name,
        content: (
          <>
            <Link to="/syncs/runs/$id" params={{ id: String(runId) }}>
              {`${name} (${title})`}
            </Link>{' '}
            <span className="small soft">{problem}</span>
          </>
        ),
        beside: format.moment(at),
      }))}
      all={<Link to="/syncs">{message('overview.failing.all')}</Link>}
    />
  )
}

function Rejects({ need: { count, items } }: { readonly need: Need<'rejects'> }) {
  return (
    <NeedCard
      title={message('overview.rejects', { n: count })}
      text={message('overview.rejects.text')}
      items={items.map(({ connection, rejects }) => ({
        key: connection,
        content: (
          <Link to="/syncs/rejects" search={{ connection }}>
            {connection}
          </Link>
        ),
        beside: message('overview.rejects.of', { n: rejects }),
      }))}
      all={<Link to="/syncs/rejects">{message('overview.all', { n: count })}</Link>}
    />
  )
}
