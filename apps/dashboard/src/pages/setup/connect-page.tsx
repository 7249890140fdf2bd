import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message, named } from '../../messages/message.ts'
import { SyncsNav } from '../syncs/syncs-nav.tsx'
import { ConnectForm } from './connect-form.tsx'
import { type Connector, type Setup, setupQuery } from './queries.ts'
import './setup.css'

const route = getRouteApi('/signed-in/syncs/connect')

/** Connects a system: which one, how to sign in, and whether it works, before anything is written. */
export function ConnectPage() {
  const { connector: chosen } = route.useSearch()
  const asked = useQuery(setupQuery)
  const connector = asked.data?.items.find(({ id }) => id === chosen)
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader
        title={
          connector === undefined
            ? message('connect.title')
            : message('connect.title.system', { system: connector.title })
        }
        intro={message('connect.intro')}
      />
      {asked.isPending ? (
        <Loading lines={8} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.version === null ? (
        <EmptyState title={message('connect.fixed.title')} text={message('connect.fixed.text')} />
      ) : connector === undefined ? (
        <Systems systems={asked.data.items} />
      ) : (
        <ConnectForm key={connector.id} connector={connector} setup={asked.data} />
      )}
    </div>
  )
}

function Systems({ systems }: { readonly systems: Setup['items'] }) {
  const navigate = route.useNavigate()
  return (
    <section className="stack-close" aria-labelledby="systems-title">
      <h2 id="systems-title">{message('connect.which')}</h2>
      <ul className="plain-list systems">
        {systems.map(({ id, title, reads, writes, answersReviews, shownOnly }) => (
          <li key={id} className="card stack-close">
            <h3>{title}</h3>
            <p className="small soft">
              {shownOnly
                ? message('connect.shownOnly')
                : message('connect.reads', {
                    what: reads.map((entity) => named('entity', entity)).join(', '),
                  })}
            </p>
            <p className="small soft">{sentTo({ writes, answersReviews })}</p>
            <button
              type="button"
              className="button"
              onClick={() => void navigate({ search: { connector: id } })}
            >
              {message('connect.choose')} <span className="visually-hidden">{title}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What goes to a system: fields of records, answers to reviews, or nothing. */
function sentTo({ writes, answersReviews }: Pick<Connector, 'writes' | 'answersReviews'>): string {
  if (writes.length > 0)
    return message('connect.writes', { what: writes.map((entity) => named('entity', entity)).join(', ') })
  return message(answersReviews ? 'connect.answers' : 'connect.readOnly')
}
