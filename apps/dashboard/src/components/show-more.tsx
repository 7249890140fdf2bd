import { message } from '../messages/message.ts'
import './table.css'

/** Below a list that grows: how many are shown, and the button that brings the next ones. */
export function ShowMore({
  title,
  shown,
  total,
  busy = false,
  onMore,
}: {
  readonly title: string
  readonly shown: number
  /** Null: not counted. */
  readonly total: number | null
  /** The next ones are on their way. */
  readonly busy?: boolean
  /** Null: all are shown. */
  readonly onMore: (() => void) | null
}) {
  const count =
    total === null
      ? message('table.shown', { n: shown })
      : message('table.total', { n: total, shown: message('table.number', { n: shown }) })
  return (
    <div className="pages">
      <p className="small soft" role="status">
        {count}
      </p>
      {onMore === null ? null : (
        <button type="button" className="button" aria-disabled={busy} onClick={busy ? undefined : onMore}>
          {message('table.more')} <span className="visually-hidden">{title}</span>
        </button>
      )}
    </div>
  )
}
