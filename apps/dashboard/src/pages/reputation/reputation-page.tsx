import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'

export function ReputationPage() {
  return (
    <>
      <PageHeader title={message('reputation.title')} />
      <EmptyState
        title={message('reputation.empty.title')}
        text={message('reputation.empty.text')}
        action={
          <Link to="/syncs" className="button button-main">
            {message('reputation.empty.action')}
          </Link>
        }
      />
    </>
  )
}
