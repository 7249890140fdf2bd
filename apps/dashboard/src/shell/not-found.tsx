import { Link } from '@tanstack/react-router'
import { PageHeader } from '../components/page-header.tsx'
import { message } from '../messages/message.ts'
import { usePageTitle } from './page-announcement.ts'

/** In place of a page, or of a record, that there is not. */
export function NotFound() {
  const title = message('problem.notFound.title')
  usePageTitle(message('app.title', { page: title }))
  return (
    <div className="stack">
      <PageHeader title={title} intro={message('problem.notFound.text')} />
      <p>
        <Link to="/" className="button">
          {message('problem.home')}
        </Link>
      </p>
    </div>
  )
}
