import type { ReactNode } from 'react'
import './state.css'

/** Says that there is nothing yet, and the one next step. */
export function EmptyState({
  title,
  text,
  action,
}: {
  readonly title: string
  readonly text: string
  /** A link or a button, and only one. */
  readonly action?: ReactNode
}) {
  return (
    <div className="state">
      <h2>{title}</h2>
      <p className="soft reading">{text}</p>
      {action}
    </div>
  )
}
