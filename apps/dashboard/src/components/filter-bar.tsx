import type { ReactNode } from 'react'
import { message } from '../messages/message.ts'
import './filter-bar.css'

/** Around the filters of a page; their values stand in the URL. */
export function FilterBar({
  active,
  onClear,
  children,
}: {
  /** Whether anything is filtered. */
  readonly active: boolean
  readonly onClear: () => void
  readonly children: ReactNode
}) {
  return (
    <search className="filter-bar" aria-label={message('filter.region')}>
      {children}
      {active ? (
        <button type="button" className="button button-plain" onClick={onClear}>
          {message('filter.clear')}
        </button>
      ) : null}
    </search>
  )
}
