import type { ReactNode } from 'react'
import './badge.css'

/** A word that says a state. The word alone says it; the colour only helps to find it. */
export function Badge({
  tone = 'neutral',
  children,
}: {
  readonly tone?: 'neutral' | 'good' | 'warn' | 'bad' | 'accent'
  readonly children: ReactNode
}) {
  return (
    <span className="badge" data-tone={tone}>
      {children}
    </span>
  )
}
