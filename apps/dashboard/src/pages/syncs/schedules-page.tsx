import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Badge } from '../../components/badge.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { createFormat } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat, useMay, useSession } from '../../session/session.ts'
import { cronInWords } from './cron-in-words.ts'
import { type Schedule, type Schedules, schedulesQuery } from './queries.ts'
import { ScheduleActions } from './schedule-actions.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { SyncsNav } from './syncs-nav.tsx'
import { runStateText, toneOf } from './words.ts'

/** When syncs begin by themselves, and changing that. */
export function SchedulesPage() {
  const asked = useQuery(schedulesQuery)
  const mayWrite = useMay('schedules:write')
  const [edited, setEdited] = useState<Schedule | 'new' | null>(null)
  const canChange = mayWrite && asked.data?.version != null
  const add = canChange ? (
    <button type="button" className="button button-main" onClick={() => setEdited('new')}>
      {message('schedules.add')}
    </button>
  ) : null
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader title={message('schedules.title')} intro={message('schedules.intro')}>
        {(asked.data?.items.length ?? 0) > 0 ? add : null}
      </PageHeader>
      {asked.isPending ? (
        <Loading lines={8} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.items.length === 0 ? (
        <EmptyState
          title={message('schedules.none.title')}
          text={message('schedules.none.text')}
          action={add}
        />
      ) : (
        <div className="connections">
          {asked.data.items.map((schedule) => (
            <ScheduleCard
              key={schedule.name}
              schedule={schedule}
              version={canChange ? asked.data.version : null}
              onEdit={() => setEdited(schedule)}
            />
          ))}
        </div>
      )}
      {edited === null || asked.data === undefined ? null : (
        <ScheduleDialog
          schedule={edited === 'new' ? null : edited}
          among={asked.data satisfies Schedules}
          onClose={() => setEdited(null)}
        />
      )}
    </div>
  )
}

function ScheduleCard({
  schedule,
  version,
  onEdit,
}: {
  readonly schedule: Schedule
  /** Of rapport.yaml; null: it is not to be changed here. */
  readonly version: string | null
  readonly onEdit: () => void
}) {
  const format = useFormat()
  const { name, cron, timezone, connections, dryRun, lastRun, skipped, alerts } = schedule
  return (
    <article className="card stack-close" aria-label={name}>
      <div className="row-apart">
        <h2>{name}</h2>
        <span className="row">
          {dryRun ? <Badge>{message('schedules.dry')}</Badge> : null}
          <Badge tone={schedule.paused ? 'warn' : 'good'}>{stateText(schedule)}</Badge>
        </span>
      </div>
      <p>
        {cronInWords(cron) ?? cron} <code className="small soft">{cron}</code>
      </p>
      <NextTimes times={schedule.nextTimes} timezone={timezone} paused={schedule.paused} />
      <dl className="facts">
        <dt>{message('schedules.reads')}</dt>
        <dd>{connections?.join(', ') ?? message('schedules.all')}</dd>
        <dt>{message('schedules.lastRun')}</dt>
        <dd>
          {lastRun === null ? (
            message('schedules.lastRun.none')
          ) : (
            <span className="row">
              <Link to="/syncs/runs/$id" params={{ id: String(lastRun.id) }}>
                {message('schedules.lastRun.of', {
                  id: String(lastRun.id),
                  at: format.moment(lastRun.startedAt),
                })}
              </Link>
              <Badge tone={toneOf(lastRun.state)}>{runStateText(lastRun.state)}</Badge>
            </span>
          )}
        </dd>
        {alerts.noSuccessHours === null ? null : (
          <>
            <dt>{message('schedules.alert')}</dt>
            <dd>{message('schedules.alert.hours', { n: alerts.noSuccessHours })}</dd>
          </>
        )}
      </dl>
      {skipped === null ? null : (
        <p className="small soft">
          {message('schedules.skipped', { at: format.moment(skipped.at), reason: skipped.reason })}
        </p>
      )}
      <ScheduleActions schedule={schedule} version={version} onEdit={onEdit} />
    </article>
  )
}

const stateText = ({ paused, pausedInFile, pausedBy }: Schedule): string => {
  if (!paused) return message('schedules.active')
  if (pausedInFile) return message('schedules.pausedInFile')
  return pausedBy === null ? message('schedules.paused') : message('schedules.pausedBy', { by: pausedBy })
}

/** The next times of a schedule, on the clock of its zone. */
export function NextTimes({
  times,
  timezone,
  paused = false,
}: {
  readonly times: readonly string[]
  readonly timezone: string
  readonly paused?: boolean
}) {
  const { currency } = useSession().workspace
  const format = createFormat({ currency, timezone })
  if (paused) return null
  if (times.length === 0) return <p className="soft">{message('schedules.never')}</p>
  return (
    <div>
      <h3>{message('schedules.next')}</h3>
      <ul className="plain-list times">
        {times.map((at) => (
          <li key={at}>{format.moment(at)}</li>
        ))}
      </ul>
      <p className="small soft">{message('schedules.zone', { zone: timezone })}</p>
    </div>
  )
}
