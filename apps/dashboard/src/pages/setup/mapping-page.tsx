import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { message, named } from '../../messages/message.ts'
import { usePageTitle } from '../../shell/page-announcement.ts'
import { SyncsNav } from '../syncs/syncs-nav.tsx'
import { CategoryForm } from './category-form.tsx'
import { type Mapping, mappingQuery } from './queries.ts'
import { StreamForm } from './stream-form.tsx'
import './setup.css'

const route = getRouteApi('/signed-in/syncs/connections/$name/mapping')

/** Where each field comes from, with values of stored records beside it. */
export function MappingPage() {
  const { name } = route.useParams()
  const asked = useQuery(mappingQuery(name))
  const title = message('mapping.title', { name })
  usePageTitle(message('app.title', { page: title }))
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader title={title} intro={message('mapping.intro')} />
      {asked.isPending ? (
        <Loading lines={8} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <Streams mapping={asked.data} />
      )}
    </div>
  )
}

function Streams({ mapping }: { readonly mapping: Mapping }) {
  const { stream: chosen } = route.useSearch()
  const navigate = route.useNavigate()
  const streams = mapping.streams.filter(({ isRead }) => isRead)
  const first = streams.find(({ fields }) => fields.length > 0) ?? streams[0]
  const shown = streams.find(({ entity }) => entity === chosen) ?? first
  if (shown === undefined)
    return <EmptyState title={message('mapping.none.title')} text={message('mapping.none.text')} />
  return (
    <>
      <Tabs
        label={message('mapping.streams')}
        value={shown.entity}
        onChange={(stream) => void navigate({ search: { stream }, resetScroll: false })}
        tabs={streams.map((stream) => ({
          value: stream.entity,
          label: named('entity', stream.entity),
          content: (
            // What others changed meanwhile begins anew.
            <StreamForm key={mapping.version} mapping={mapping} stream={stream} />
          ),
        }))}
      />
      {mapping.categories === null ? null : (
        <CategoryForm key={mapping.version} mapping={mapping} categories={mapping.categories} />
      )}
    </>
  )
}
