import { Link } from '@tanstack/react-router'
import { Badge } from '../../components/badge.tsx'
import type { Format } from '../../messages/format.ts'
import { message, named } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { CheckConnection } from './check-connection.tsx'
import type { Connection } from './queries.ts'

const tones = { ok: 'good', attention: 'warn', failing: 'bad', never: 'neutral' } as const

/** A connected system: whether it works, what is left of its budgets, what is stored of it. */
export function ConnectionCard({ connection }: { readonly connection: Connection }) {
  const format = useFormat()
  const { name, title, health, lastError } = connection
  const isShownOnly = connection.streams.length === 0
  return (
    <article className="card stack-close" aria-label={name}>
      <div className="row-apart">
        <h3>
          {name} <span className="soft small">{title}</span>
        </h3>
        <Badge tone={isShownOnly ? 'neutral' : tones[health]}>
          {message(isShownOnly ? 'connection.shownOnly' : `connection.health.${health}`)}
        </Badge>
      </div>
      {lastError === null ? null : (
        <p className="notice notice-bad">
          {message('connection.failed', { at: format.moment(lastError.at), message: lastError.message })}
        </p>
      )}
      {isShownOnly ? (
        <p className="soft">{message('connection.shownOnly.text')}</p>
      ) : (
        <>
          <Facts connection={connection} />
          <Streams connection={connection} />
        </>
      )}
      <div className="row connection-actions">
        <CheckConnection name={name} />
        {isShownOnly ? null : (
          <Link to="/syncs/connections/$name/mapping" params={{ name }} className="button">
            {message('mapping.open')} <span className="visually-hidden">{name}</span>
          </Link>
        )}
      </div>
    </article>
  )
}

function Facts({ connection }: { readonly connection: Connection }) {
  const format = useFormat()
  const mayRejects = useMay('rejects:read')
  const { name, lastSuccessAt, next, rejects, webhooks } = connection
  return (
    <dl className="facts">
      <dt>{message('connection.lastSuccess')}</dt>
      <dd>{lastSuccessAt === null ? message('connection.never') : format.moment(lastSuccessAt)}</dd>
      <dt>{message('connection.next')}</dt>
      <dd>{next === null ? message('connection.next.none') : format.moment(next.at)}</dd>
      <dt>{message('connection.writes')}</dt>
      <dd>{writesText(connection)}</dd>
      <dt>{message('connection.rejects')}</dt>
      <dd>
        {rejects > 0 && mayRejects ? (
          <Link to="/syncs/rejects" search={{ connection: name }}>
            {format.number(rejects)}
          </Link>
        ) : (
          format.number(rejects)
        )}
      </dd>
      <dt>{message('connection.budget')}</dt>
      <dd>
        <Budgets connection={connection} />
      </dd>
      {webhooks === null ? null : (
        <>
          <dt>{message('connection.webhooks')}</dt>
          <dd>
            <Webhooks webhooks={webhooks} title={connection.title} />
          </dd>
        </>
      )}
    </dl>
  )
}

/** When the system last told of something, what of it waits to be read, and what was not taken in. */
function Webhooks({
  webhooks: { lastAt, waiting, waitingSince, failing, refused },
  title,
}: {
  readonly webhooks: NonNullable<Connection['webhooks']>
  readonly title: string
}) {
  const format = useFormat()
  return (
    <ul className="plain-list">
      <li>
        {lastAt === null
          ? message('connection.webhooks.never')
          : message('connection.webhooks.last', { at: format.moment(lastAt) })}
      </li>
      <li>
        {waiting === 0 || waitingSince === null
          ? message('connection.webhooks.none')
          : message('connection.webhooks.waiting', { n: waiting, at: format.moment(waitingSince) })}
      </li>
      {failing === 0 ? null : <li>{message('connection.webhooks.failing', { n: failing })}</li>}
      {refused === 0 ? null : <li>{message('connection.webhooks.refused', { n: refused, title })}</li>}
    </ul>
  )
}

function Budgets({ connection: { budgets, sharesWith } }: { readonly connection: Connection }) {
  const format = useFormat()
  if (budgets.length === 0) return message('connection.budget.none')
  return (
    <ul className="plain-list">
      {budgets.map((budget) => (
        <li key={budget.name}>{budgetText(budget, format)}</li>
      ))}
      {sharesWith.length === 0 ? null : (
        <li className="soft">{message('connection.budget.shared', { names: sharesWith.join(', ') })}</li>
      )}
    </ul>
  )
}

/** Records that values are written back to, and answers to reviews. */
function writesText({ writes, answersReviews }: Connection): string {
  const written = [
    ...writes.map((entity) => named('entity', entity)),
    ...(answersReviews ? [message('connection.writes.answers')] : []),
  ]
  return written.join(', ') || message('connection.writes.none')
}

/** What is left of a limit, and when the vendor said so. */
function budgetText(
  { name: raw, requests, perMs, left, leftAt, blockedUntil }: Connection['budgets'][number],
  format: Format,
): string {
  const name = named('budget', raw)
  if (blockedUntil !== null)
    return message('connection.budget.blocked', { name, at: format.moment(blockedUntil) })
  const limit = { name, requests: format.number(requests), window: format.duration(perMs / 1_000) }
  if (left === null || leftAt === null) return message('connection.budget.unknown', limit)
  return message('connection.budget.left', {
    ...{ ...limit, left: format.number(left), at: format.moment(leftAt) },
  })
}

function Streams({ connection: { name, streams } }: { readonly connection: Connection }) {
  const format = useFormat()
  return (
    <details>
      <summary>{message('connection.streams', { n: streams.length })}</summary>
      <table className="table">
        <caption className="visually-hidden">{message('connection.streams.table', { name })}</caption>
        <thead>
          <tr>
            <th scope="col">{message('connection.stream')}</th>
            <th scope="col" className="end">
              {message('connection.stream.rows')}
            </th>
            <th scope="col" className="end">
              {message('connection.stream.readAt')}
            </th>
          </tr>
        </thead>
        <tbody>
          {streams.map(({ entity, isRead, rows, readAt }) => (
            <tr key={entity}>
              <th scope="row">{named('entity', entity)}</th>
              <td className="end">{format.number(rows)}</td>
              <td className="end">
                {!isRead
                  ? message('connection.stream.off')
                  : readAt === null
                    ? message('connection.never')
                    : format.moment(readAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
