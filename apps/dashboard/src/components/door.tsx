import type { ReactNode } from 'react'
import icon from '../design/icon.svg'
import { message } from '../messages/message.ts'

/** What stands around the pages for somebody who is not signed in. */
export function Door({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="door">
      <div className="door-card">
        <span className="brand">
          <img src={icon} alt="" />
          {message('app.name')}
        </span>
        <h1 id="page-title" tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </main>
  )
}
