import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'

export function SettingsPage() {
  return (
    <>
      <PageHeader title={message('settings.title')} />
      <EmptyState
        title={message('settings.empty.title')}
        text={message('settings.empty.text')}
        action={
          <Link to="/" className="button button-main">
            {message('settings.empty.action')}
          </Link>
        }
      />
    </>
  )
}
