import { Link } from '@tanstack/react-router'
import { PageHeader } from '../components/page-header.tsx'
import { message, named } from '../messages/message.ts'
import { useSession } from '../session/session.ts'

/** In place of a page that the role does not include. */
export function Forbidden() {
  const { role } = useSession()
  return (
    <div className="stack">
      <PageHeader
        title={message('problem.forbidden.title')}
        intro={message('problem.forbidden.text', { role: named('role', role) })}
      />
      <p>
        <Link to="/" className="button">
          {message('problem.home')}
        </Link>
      </p>
    </div>
  )
}
