import { getRouteApi } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'

const route = getRouteApi('/signed-in/syncs/connect/signed-in')

/** Where a person comes back to from a vendor, in the window that was opened for it. */
export function SignedInPage() {
  const { outcome } = route.useSearch()
  const known = outcome === 'given' || outcome === 'refused' ? outcome : 'foreign'
  return (
    <div className="stack">
      <PageHeader title={message('consent.answer.title')} />
      <EmptyState
        title={message(`consent.answer.${known}.title`)}
        text={message(`consent.answer.${known}.text`)}
      />
    </div>
  )
}
