import type { ReactNode } from 'react'
import { message } from '../messages/message.ts'
import './table.css'

/** Around a table that can be wider than the page: it scrolls by itself, with the keyboard too. */
export function ScrollRegion({
  title,
  busy = false,
  className = '',
  children,
}: {
  readonly title: string
  readonly busy?: boolean
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <section
      className={`table-scroll ${className}`.trim()}
      aria-label={message('table.region', { title })}
      aria-busy={busy}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
      tabIndex={0}
    >
      {children}
    </section>
  )
}
