import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'

export function OverviewPage() {
  return (
    <>
      <PageHeader title={message('overview.title')} />
      <EmptyState
        title={message('overview.empty.title')}
        text={message('overview.empty.text')}
        action={
          <Link to="/customers" className="button button-main">
            {message('overview.empty.action')}
          </Link>
        }
      />
    </>
  )
}
