import { useEffect, useRef } from 'react'
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
  const wasAsked = useRef(false)
  const counted = useRef<HTMLParagraphElement>(null)
  const isAll = onMore === null
  useEffect(() => {
    // The button goes with the last ones: who stood on it goes on from here, and not from the beginning of the page.
    if (isAll && document.activeElement === document.body && wasAsked.current) counted.current?.focus()
  }, [isAll])
  const more = (): void => {
    wasAsked.current = true
    onMore?.()
  }
  return (
    <div className="pages">
      <p className="small soft" role="status" ref={counted} tabIndex={-1}>
        {count}
      </p>
      {isAll ? null : (
        <button type="button" className="button" aria-disabled={busy} onClick={busy ? undefined : more}>
          {message('table.more')} <span className="visually-hidden">{title}</span>
        </button>
      )}
    </div>
  )
}
