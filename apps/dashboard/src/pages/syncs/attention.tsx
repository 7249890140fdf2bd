import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import { alertsQuery, type Connection, plansQuery, requestsQuery } from './queries.ts'
import { targetText } from './words.ts'

/** What fails or waits for a person, and where to go with it. */
export function Attention({ connections }: { readonly connections: readonly Connection[] }) {
  const mayPlans = useMay('plans:read')
  const alerts = useQuery(alertsQuery).data
  const requests = useQuery(requestsQuery).data
  const stopped = useQuery({ ...plansQuery({ state: 'stopped', limit: '5' }), enabled: mayPlans }).data
  const rejects = connections.reduce((sum, connection) => sum + connection.rejects, 0)
  const points: readonly { readonly key: string; readonly content: ReactNode }[] = [
    ...(requests?.workers === 0 ? [{ key: 'workers', content: message('syncs.attention.workers') }] : []),
    ...connections.flatMap(({ name, lastError }) =>
      lastError === null
        ? []
        : [
            {
              key: `connection ${name}`,
              content: (
                <>
                  {message('syncs.attention.connection', { name, message: lastError.message })}{' '}
                  <Link to="/syncs/runs/$id" params={{ id: String(lastError.runId) }}>
                    {message('connection.failed.open', { id: String(lastError.runId) })}
                  </Link>
                </>
              ),
            },
          ],
    ),
    ...(stopped?.items ?? []).map(({ id, connection, entity }) => ({
      key: `plan ${id}`,
      content: (
        <Link to="/syncs/plans/$id" params={{ id: String(id) }}>
          {message('syncs.attention.stopped', { id: String(id), target: targetText({ connection, entity }) })}
        </Link>
      ),
    })),
    ...(alerts?.schedules ?? []).flatMap(({ schedule, failures, isSilent }) => [
      ...(failures > 0
        ? [
            {
              key: `schedule ${schedule}`,
              content: message('syncs.attention.schedule', { name: schedule, n: failures }),
            },
          ]
        : []),
      ...(isSilent
        ? [{ key: `silent ${schedule}`, content: message('syncs.attention.silent', { name: schedule }) }]
        : []),
    ]),
    ...(rejects > 0
      ? [
          {
            key: 'rejects',
            content: <Link to="/syncs/rejects">{message('syncs.attention.rejects', { n: rejects })}</Link>,
          },
        ]
      : []),
  ]
  return (
    <section
      className={points.length === 0 ? 'card stack-close attention-none' : 'card stack-close attention'}
      aria-labelledby="attention-title"
    >
      <h2 id="attention-title">{message('syncs.attention')}</h2>
      {points.length === 0 ? (
        <p className="soft">{message('syncs.attention.none')}</p>
      ) : (
        <ul className="plain-list stack-close">
          {points.map(({ key, content }) => (
            <li key={key}>
              <p>{content}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
