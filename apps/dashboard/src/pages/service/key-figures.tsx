import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Change, changeInWords, comparedBy } from '../../components/change-in-words.ts'
import type { Comparison } from '../../components/date-range.ts'
import { lengthOf } from '../../components/date-range.ts'
import { KeyNumber } from '../../components/key-number.tsx'
import { type Format, quantitiesOf } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { shareFacts, timeFacts } from './facts.ts'
import { backlogQuery, type Difference, distributionQuery, type Report } from './queries.ts'
import type { ServiceFilter } from './service-search.ts'
import { TicketsLink } from './tickets-link.tsx'

/** What a support lead looks at first, each against the period before, and each with its tickets. */
export function KeyFigures({
  report,
  filter,
  compare,
}: {
  readonly report: Report
  readonly filter: ServiceFilter
  readonly compare: Comparison
}) {
  const format = useFormat()
  const { total, policies, asOf } = report
  const { figures, nextReply, change, nextReplyChange } = total
  const counts = figures?.counts
  const told = report.comparedWith === null ? null : changesOf(format, report, compare)
  const beside = { asOf, policy: policies.service, hidden: figures === null }
  const judged = counts?.fcrJudged ?? 0
  return (
    <section aria-label={message('service.numbers')} className="stack-close">
      <div className="grid key-figures">
        <KeyNumber
          facts={timeFacts(format, figures?.median, {
            ...beside,
            metric: 'first_response',
            sample: message('service.sample.answered', { n: counts?.answered ?? 0 }),
          })}
          {...told?.time(figures?.median?.value, change?.median)}
        >
          <Behind>
            <TicketsLink filter={filter} selection="answered">
              {message('service.sample.answered', { n: counts?.answered ?? 0 })}
            </TicketsLink>
          </Behind>
        </KeyNumber>
        <KeyNumber
          facts={shareFacts(format, figures?.withinTarget, {
            ...beside,
            metric: 'in_time',
            sample: message('service.sample.decided', { n: (counts?.met ?? 0) + (counts?.missed ?? 0) }),
          })}
          {...told?.share(figures?.withinTarget?.share, change?.withinTarget)}
        >
          <Behind>
            <TicketsLink filter={filter} selection="late">
              {message('service.open.late', { n: counts?.missed ?? 0 })}
            </TicketsLink>
          </Behind>
        </KeyNumber>
        <KeyNumber
          facts={shareFacts(format, figures?.fcr, {
            ...{ ...beside, policy: policies.fcr, metric: 'fcr' },
            sample: message('service.sample.judged', { n: judged }),
          })}
          {...told?.share(figures?.fcr?.share, change?.fcr)}
        >
          <Behind>
            <TicketsLink filter={filter} selection="fcr-lost">
              {message('service.open.lost', { n: judged - (counts?.fcrResolved ?? 0) })}
            </TicketsLink>
            <TicketsLink filter={filter} selection="fcr-maturing">
              {message('service.open.maturing', { n: counts?.fcrMaturing ?? 0 })}
            </TicketsLink>
          </Behind>
        </KeyNumber>
        <KeyNumber
          facts={timeFacts(format, nextReply?.median, {
            ...{ ...beside, hidden: nextReply === null, metric: 'next_reply' },
            sample: message('service.sample.replies', { n: nextReply?.answered ?? 0 }),
          })}
          {...told?.time(nextReply?.median?.value, nextReplyChange)}
        >
          <Behind>
            <TicketsLink filter={filter} took="next-reply">
              {message('service.open.furtherReplies')}
            </TicketsLink>
          </Behind>
        </KeyNumber>
        <ResolutionFigure filter={filter} report={report} compare={compare} told={told} />
        <KeyNumber
          facts={shareFacts(format, figures?.reopeningRate, {
            ...{ ...beside, metric: 'reopening_rate' },
            sample: message('service.sample.resolved', { n: counts?.resolved ?? 0 }),
          })}
          {...told?.shareOfLess(figures?.reopeningRate?.share, change?.reopeningRate)}
        >
          <Behind>
            <TicketsLink filter={filter} selection="reopened">
              {message('service.open.reopened', { n: counts?.reopened ?? 0 })}
            </TicketsLink>
          </Behind>
        </KeyNumber>
        <OpenFigure filter={filter} report={report} />
      </div>
      <Target report={report} />
    </section>
  )
}

type Told = ReturnType<typeof changesOf>

/** Tells how figures stand against those of the days before. */
function changesOf(format: Format, report: Report, compare: Comparison) {
  const { time, share } = quantitiesOf(format)
  const period =
    compare === 'year'
      ? message('service.before.year')
      : message('service.before.previous', { n: lengthOf(report) })
  const telling =
    (wording: Omit<Parameters<typeof changeInWords>[1], 'period'>) =>
    (value: number | undefined, change: Difference | null | undefined): { readonly change: Change } => ({
      change: changeInWords(comparedBy(value, change), { ...wording, period }),
    })
  return {
    time: telling({ quantity: time, kind: 'time', better: 'lower' }),
    share: telling({ quantity: share, kind: 'share', better: 'higher' }),
    shareOfLess: telling({ quantity: share, kind: 'share', better: 'lower' }),
  }
}

function Behind({ children }: { readonly children: ReactNode }) {
  return <p className="row small">{children}</p>
}

function ResolutionFigure({
  filter,
  report: { asOf, policies },
  compare,
  told,
}: {
  readonly filter: ServiceFilter
  readonly report: Report
  readonly compare: Comparison
  readonly told: Told | null
}) {
  const format = useFormat()
  const { data } = useQuery(distributionQuery({ ...filter, of: 'resolution', compare }))
  const n = data?.n ?? 0
  const sample = message('service.sample.resolved', { n })
  return (
    <KeyNumber
      facts={timeFacts(format, data?.figures?.median, {
        ...{ asOf, sample, metric: 'resolution', policy: policies.service },
        hidden: data !== undefined && data.figures === null,
      })}
      {...(data === undefined ? {} : told?.time(data.figures?.median?.value, data.change))}
    >
      <Behind>
        <TicketsLink filter={filter} took="resolution">
          {sample}
        </TicketsLink>
      </Behind>
    </KeyNumber>
  )
}

function OpenFigure({
  filter,
  report: { policies },
}: {
  readonly filter: ServiceFilter
  readonly report: Report
}) {
  const format = useFormat()
  const { data } = useQuery(backlogQuery(filter))
  const ages = data?.ages ?? []
  // Whenever they began.
  const from = ages.at(-1)?.from ?? ages.at(-2)?.from ?? undefined
  const ever = { ...filter, from, to: ages[0]?.to }
  return (
    <KeyNumber
      facts={{
        ...{ metric: 'open_tickets', policy: policies.service, asOf: data?.asOf },
        value: data === undefined ? null : format.number(data.open),
        sample: message('service.sample.tickets', { n: data?.open ?? 0 }),
      }}
    >
      <Behind>
        <TicketsLink filter={ever} selection="open">
          {message('service.sample.tickets', { n: data?.open ?? 0 })}
        </TicketsLink>
        <TicketsLink filter={ever} selection="overdue">
          {message('service.open.overdue', { n: data?.overdue ?? 0 })}
        </TicketsLink>
      </Behind>
    </KeyNumber>
  )
}

function Target({ report: { targetSeconds, targetClock } }: { readonly report: Report }) {
  const format = useFormat()
  if (targetSeconds === null || targetClock === null)
    return <p className="small soft">{message('service.target.none')}</p>
  return (
    <p className="small soft">
      {message(`service.target.${targetClock}`, { target: format.duration(targetSeconds) })}
    </p>
  )
}
