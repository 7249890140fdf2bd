import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { message } from '../messages/message.ts'
import { usePageTitle } from '../shell/page-announcement.ts'
import { Door } from './door.tsx'

/** A page before signing in that only a link leads to. Without its secret it says so. */
export function DoorByLink({
  title,
  token,
  children,
}: {
  readonly title: string
  readonly token: string | null
  readonly children: (token: string) => ReactNode
}) {
  usePageTitle(message('app.title', { page: title }))
  return (
    <Door title={title}>
      {token === null ? (
        <>
          <p>{message('welcome.noToken')}</p>
          <Link to="/sign-in" className="button">
            {message('welcome.signIn')}
          </Link>
        </>
      ) : (
        children(token)
      )}
    </Door>
  )
}
