import { Link } from '@tanstack/react-router'
import { message } from '../messages/message.ts'
import './table.css'

/** Below a table: how many are shown, and the way to the next page. The cursor stands in the URL; back goes back. */
export function TablePages({
  title,
  shown,
  total,
  next,
  cursor,
}: {
  readonly title: string
  readonly shown: number
  readonly total: number | null
  /** The cursor of the next page; null at the end. */
  readonly next: string | null
  /** The cursor of this page; undefined on the first one. */
  readonly cursor: string | undefined
}) {
  const count =
    total === null || cursor !== undefined
      ? message('table.shown', { n: shown })
      : message('table.total', { n: total, shown: message('table.number', { n: shown }) })
  return (
    <nav className="pages" aria-label={message('table.pages', { title })}>
      <p className="small soft">{count}</p>
      <div className="row">
        {cursor === undefined ? null : (
          <Link to="." search={(search) => ({ ...search, cursor: undefined })} className="button">
            {message('table.first')}
          </Link>
        )}
        {next === null ? null : (
          <Link to="." search={(search) => ({ ...search, cursor: next })} className="button">
            {message('table.next')}
          </Link>
        )}
      </div>
    </nav>
  )
}
