import { Link } from '@tanstack/react-router'
import { EmptyState } from '../components/empty-state.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { message, named } from '../messages/message.ts'
import { useSession } from '../session/session.ts'

/** In place of a page that the role does not include. */
export function Forbidden() {
  const { role } = useSession()
  return (
    <>
      <PageHeader title={message('problem.forbidden.title')} />
      <EmptyState
        title={message('problem.forbidden.title')}
        text={message('problem.forbidden.text', { role: named('role', role) })}
        action={
          <Link to="/" className="button">
            {message('problem.home')}
          </Link>
        }
      />
    </>
  )
}
