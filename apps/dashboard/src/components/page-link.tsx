import type { ReactNode } from 'react'
import { message } from '../messages/message.ts'

/** What a record is called, as the way to where a person opens it in its own system; the name alone where that is not known. */
export function PageLink({
  page,
  children,
}: {
  readonly page: { readonly system: string; readonly url: string } | null
  readonly children: ReactNode
}) {
  if (page === null) return children
  return (
    <a
      href={page.url}
      target="_blank"
      rel="noreferrer"
      title={message('record.openIn', { system: page.system })}
    >
      {children}
    </a>
  )
}
