import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'

export function SyncsPage() {
  return (
    <>
      <PageHeader title={message('syncs.title')} />
      <EmptyState
        title={message('syncs.empty.title')}
        text={message('syncs.empty.text')}
        action={
          <Link to="/customers" className="button button-main">
            {message('syncs.empty.action')}
          </Link>
        }
      />
    </>
  )
}
