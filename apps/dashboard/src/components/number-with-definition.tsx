import { useQuery } from '@tanstack/react-query'
import { Popover } from 'radix-ui'
import { type ReactNode, useEffect, useState } from 'react'
import { findMessage, message } from '../messages/message.ts'
import { sessionQuery, useFormat } from '../session/session.ts'
import './number-with-definition.css'
import { PolicyLink } from './policy-link.tsx'

/** What is known of a number besides itself. */
export interface NumberFacts {
  /** `clv`: its title and definition are the texts `number.clv.title` and `number.clv.definition`. */
  readonly metric: string
  /** The number as it is written; null where it is unknown. */
  readonly value: string | null
  /** The ends of its interval, as they are written. */
  readonly interval?: { readonly low: string; readonly high: string } | null | undefined
  /** How often the interval holds what it is of, in per cent; null where there is none. */
  readonly level?: 80 | 95 | null | undefined
  readonly policy?: string | null | undefined
  /** What the sample counts, written: `42 orders`. */
  readonly sample?: string | null | undefined
  readonly asOf?: string | null | undefined
  readonly lastSync?: string | null | undefined
  /** Why it is unknown. */
  readonly reason?: string | null | undefined
}

/** A number that opens to what it means: definition, policy, sample, interval, as of, last sync. */
export function NumberWithDefinition({
  facts,
  more = nothingMore,
  size,
}: {
  readonly facts: NumberFacts
  /** What lists do not know of each of their numbers: it is asked for when the number is opened. */
  readonly more?: () => Promise<Partial<NumberFacts>>
  readonly size?: 'figure'
}) {
  const shown = facts.value ?? message('number.unknown')
  const label = titleOf(facts.metric)
  return (
    <Popover.Root>
      <Popover.Trigger
        className={size === 'figure' ? 'number number-figure' : 'number'}
        data-unknown={facts.value === null}
        aria-label={message('number.about', { label, value: shown })}
      >
        {shown}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={6} collisionPadding={12} aria-label={label}>
          <p className="popover-title">{label}</p>
          <MoreFacts facts={facts} more={more} />
          <Popover.Close className="button popover-close">{message('number.close')}</Popover.Close>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** What a metric is called. */
export const titleOf = (metric: string): string =>
  findMessage(`number.${metric}.title`) ?? metric.replaceAll('_', ' ')

const nothingMore = async (): Promise<Partial<NumberFacts>> => ({})

function MoreFacts({
  facts,
  more,
}: {
  readonly facts: NumberFacts
  readonly more: () => Promise<Partial<NumberFacts>>
}) {
  const [found, setFound] = useState<Partial<NumberFacts>>({})
  const { data: session } = useQuery({ ...sessionQuery, staleTime: 60_000 })
  useEffect(() => {
    let shown = true
    // Without an answer the number says what it knows; the page itself tells that the server is away.
    more().then(
      (facts) => shown && setFound(facts),
      () => {},
    )
    return () => {
      shown = false
    }
  }, [more])
  return <Facts facts={{ lastSync: session?.workspace.lastSyncAt, ...facts, ...found }} />
}

function Facts({ facts }: { readonly facts: NumberFacts }) {
  const format = useFormat()
  const definition = findMessage(`number.${facts.metric}.definition`)
  return (
    <>
      {definition === null ? null : <p>{definition}</p>}
      <dl className="facts small">
        {facts.value === null ? <Fact name={message('number.reason')}>{facts.reason}</Fact> : null}
        <Fact name={intervalName(facts)}>
          {facts.interval === null || facts.interval === undefined
            ? message('number.noInterval')
            : message('number.range', facts.interval)}
        </Fact>
        <Fact name={message('number.n')}>{facts.sample}</Fact>
        <Fact name={message('number.policy')}>
          {facts.policy === null || facts.policy === undefined ? null : <PolicyLink policy={facts.policy} />}
        </Fact>
        <Fact name={message('number.asOf')}>{moment(facts.asOf, format.day)}</Fact>
        <Fact name={message('number.lastSync')}>{moment(facts.lastSync, format.moment)}</Fact>
      </dl>
    </>
  )
}

/** An interval without its level says nothing. */
const intervalName = ({ interval, level }: NumberFacts): string =>
  interval === null || interval === undefined || level === null || level === undefined
    ? message('number.interval')
    : message('number.interval.of', { level: String(level) })

const moment = (at: string | null | undefined, write: (at: string) => string): string | null =>
  at === null || at === undefined ? null : write(at)

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === null || children === undefined) return null
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
