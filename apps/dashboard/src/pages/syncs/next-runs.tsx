import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Loading } from '../../components/loading.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { schedulesQuery } from './queries.ts'

const shown = 3

/** The runs that schedules begin next. */
export function NextRuns() {
  const format = useFormat()
  const asked = useQuery(schedulesQuery)
  const next = (asked.data?.items ?? [])
    .flatMap(({ name, nextTimes }) => nextTimes.map((at) => ({ name, at })))
    .sort((left, right) => left.at.localeCompare(right.at))
    .slice(0, shown)
  return (
    <section className="card stack-close" aria-labelledby="next-title">
      <h2 id="next-title">{message('syncs.next')}</h2>
      {asked.isPending ? (
        <Loading lines={2} />
      ) : next.length === 0 ? (
        <p className="soft">{message('syncs.next.none')}</p>
      ) : (
        <ul className="plain-list figures">
          {next.map(({ name, at }) => (
            <li key={`${name} ${at}`}>
              {message('syncs.next.at', { at: format.moment(at), schedule: name })}
            </li>
          ))}
        </ul>
      )}
      <Link to="/syncs/schedules" className="small">
        {message('syncs.nav.schedules')}
      </Link>
    </section>
  )
}
