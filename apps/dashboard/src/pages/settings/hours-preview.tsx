import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { problemText } from '../../components/error-state.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { hoursPreviewQuery, type WorkingSchedule } from './queries.ts'
import { overTheWeekend } from './week.ts'

/** What a first response between two moments counts as by these hours; the server measures it as it measures tickets. */
export function HoursPreview({ schedules }: { readonly schedules: readonly WorkingSchedule[] }) {
  const format = useFormat()
  const id = useId()
  const [wait, setWait] = useState(() => overTheWeekend(new Date()))
  const asked = useQuery(hoursPreviewQuery({ schedules, ...wait }))
  const { preview = null, problems = [] } = asked.data ?? {}
  return (
    <section className="card stack-close" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{message('hours.preview.title')}</h2>
      <div className="row">
        <label className="field-label" htmlFor={`${id}-from`}>
          {message('hours.preview.from')}
        </label>
        <input
          id={`${id}-from`}
          className="input"
          type="datetime-local"
          value={wait.from}
          onChange={({ target }) => setWait((before) => ({ ...before, from: target.value.slice(0, 16) }))}
        />
        <label className="field-label" htmlFor={`${id}-to`}>
          {message('hours.preview.to')}
        </label>
        <input
          id={`${id}-to`}
          className="input"
          type="datetime-local"
          value={wait.to}
          onChange={({ target }) => setWait((before) => ({ ...before, to: target.value.slice(0, 16) }))}
        />
      </div>
      <div role="status" className="stack-close">
        {problems.map(({ path, message: text }) => (
          <p key={`${path} ${text}`} className="field-problem">
            {message('hours.problem', { place: path.replace('metrics.service.', ''), text })}
          </p>
        ))}
        {asked.error === null ? null : <p className="field-problem">{problemText(asked.error)}</p>}
        {preview === null ? null : (
          <p>
            {preview.businessSeconds === null
              ? message('hours.preview.unknown')
              : message('hours.preview.counts', {
                  business: format.duration(preview.businessSeconds),
                  calendar: format.duration(preview.calendarSeconds),
                })}
          </p>
        )}
        {preview?.warnings.map(({ schedule, date, reason }) => (
          <p key={`${schedule} ${date}`} className="notice">
            {message('hours.preview.warning', { schedule, date, reason })}
          </p>
        ))}
      </div>
    </section>
  )
}
