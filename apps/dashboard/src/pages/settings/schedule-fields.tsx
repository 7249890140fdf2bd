import { useId, useState } from 'react'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import type { WorkingSchedule } from './queries.ts'
import { weekdays, windowsText, withWindows } from './week.ts'

/** A schedule: its week as a grid, and its holidays. */
export function ScheduleFields({
  schedule,
  readOnly,
  onChange,
  onRemove,
}: {
  readonly schedule: WorkingSchedule
  readonly readOnly: boolean
  readonly onChange: (schedule: WorkingSchedule) => void
  readonly onRemove: () => void
}) {
  const title = useId()
  return (
    <section className="card" aria-labelledby={title}>
      <fieldset className="fieldset-plain stack" disabled={readOnly}>
        <div className="row-apart">
          <h2 id={title}>{message('hours.schedule', { id: schedule.id })}</h2>
          {readOnly ? null : (
            <button type="button" className="button button-danger" onClick={onRemove}>
              {message('hours.remove')}
            </button>
          )}
        </div>
        <div className="grid">
          <TextField
            label={message('hours.id')}
            value={schedule.id}
            onChange={(id) => onChange({ ...schedule, id })}
          />
          <TextField
            label={message('hours.timezone')}
            value={schedule.timezone}
            onChange={(timezone) => onChange({ ...schedule, timezone })}
          />
          <TextField
            label={message('hours.from')}
            type="date"
            value={schedule.from ?? ''}
            onChange={(from) => {
              const { from: _, ...rest } = schedule
              onChange(from === '' ? rest : { ...rest, from })
            }}
          />
        </div>
        <Week schedule={schedule} onChange={onChange} />
        <Holidays schedule={schedule} readOnly={readOnly} onChange={onChange} />
      </fieldset>
    </section>
  )
}

function Week({
  schedule,
  onChange,
}: {
  readonly schedule: WorkingSchedule
  readonly onChange: (schedule: WorkingSchedule) => void
}) {
  // As typed: what is not complete yet must not be tidied under the fingers.
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const id = useId()
  return (
    <div className="weekly">
      {weekdays.map((day) => {
        const text = typed[day] ?? windowsText(schedule.weekly[day])
        return (
          <div key={day} className="change">
            <label htmlFor={`${id}-${day}`}>{message(`day.${day}`)}</label>
            <input
              id={`${id}-${day}`}
              className="input"
              value={text}
              placeholder={message('hours.free')}
              onChange={({ target }) => {
                setTyped((before) => ({ ...before, [day]: target.value }))
                onChange(withWindows(schedule, day, target.value))
              }}
            />
          </div>
        )
      })}
      <p className="small soft">{message('hours.windows.hint')}</p>
    </div>
  )
}

function Holidays({
  schedule,
  readOnly,
  onChange,
}: {
  readonly schedule: WorkingSchedule
  readonly readOnly: boolean
  readonly onChange: (schedule: WorkingSchedule) => void
}) {
  const { holidays = [] } = schedule
  const [date, setDate] = useState('')
  const [from, setFrom] = useState('')
  const add = (): void => {
    const holiday = from === '' ? { date } : { date, from }
    const sorted = [...holidays, holiday].toSorted((one, other) => (one.date < other.date ? -1 : 1))
    onChange({ ...schedule, holidays: sorted })
    setDate('')
    setFrom('')
  }
  return (
    <div className="holidays">
      <h3>{message('hours.holidays')}</h3>
      {holidays.length === 0 ? (
        <p className="soft">{message('hours.holidays.none')}</p>
      ) : (
        <ul className="plain-list holidays">
          {holidays.map((holiday) => (
            <li key={`${holiday.date} ${holiday.from ?? ''}`} className="row">
              <span className="figures">{holidayText(holiday)}</span>
              {readOnly ? null : (
                <button
                  type="button"
                  className="button button-plain"
                  onClick={() =>
                    onChange({ ...schedule, holidays: holidays.filter((one) => one !== holiday) })
                  }
                >
                  {message('hours.holidays.remove')} <span className="visually-hidden">{holiday.date}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {readOnly ? null : (
        <div className="row row-fields">
          <TextField label={message('hours.holidays.date')} type="date" value={date} onChange={setDate} />
          <TextField label={message('hours.holidays.from')} value={from} onChange={setFrom} />
          <button type="button" className="button" disabled={date === ''} onClick={add}>
            {message('hours.holidays.add')}
          </button>
        </div>
      )}
    </div>
  )
}

function holidayText({
  date,
  from,
  to,
}: {
  readonly date: string
  readonly from?: string | undefined
  readonly to?: string | undefined
}) {
  if (from === undefined && to === undefined) return date
  return message('hours.holidays.part', { date, from: from ?? '00:00', to: to ?? '24:00' })
}
