import type { ReactNode } from 'react'
import { message } from '../messages/message.ts'
import type { Change } from './change-in-words.ts'
import './key-number.css'
import { type NumberFacts, NumberWithDefinition, titleOf } from './number-with-definition.tsx'

/** A number that a page is about, with its interval and how it stands against the period before. */
export function KeyNumber({
  facts,
  label = titleOf(facts.metric),
  change,
  children,
}: {
  readonly facts: NumberFacts
  readonly label?: string
  readonly change?: Change
  /** Below it: the way to what it counts. */
  readonly children?: ReactNode
}) {
  const { interval } = facts
  return (
    <div className="card key-number">
      <p className="key-number-label">{label}</p>
      <NumberWithDefinition facts={facts} size="figure" />
      {interval === undefined || interval === null ? null : (
        <p className="small soft figures">{message('number.range', interval)}</p>
      )}
      {change === undefined ? null : (
        <p className="small key-number-change" data-verdict={change.verdict}>
          {change.text}
          {change.verdict === null ? null : ` · ${message(`compare.${change.verdict}`)}`}
        </p>
      )}
      {children}
    </div>
  )
}
