import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'

export function ServicePage() {
  return (
    <>
      <PageHeader title={message('service.title')} />
      <EmptyState
        title={message('service.empty.title')}
        text={message('service.empty.text')}
        action={
          <Link to="/syncs" className="button button-main">
            {message('service.empty.action')}
          </Link>
        }
      />
    </>
  )
}
