import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import { HoursPreview } from './hours-preview.tsx'
import { hoursQuery, type WorkingHours, type WorkingSchedule } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { SettingsNav } from './settings-nav.tsx'
import { useChange } from './use-change.ts'
import { newSchedule } from './week.ts'

/** Working hours and holidays, and what a wait counts as by them. */
export function HoursPage() {
  const asked = useQuery(hoursQuery)
  return (
    <div className="stack">
      <SettingsNav />
      <PageHeader title={message('hours.title')} intro={message('hours.intro')} />
      {asked.isPending ? (
        <Loading lines={8} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        // What others changed meanwhile begins anew.
        <HoursForm key={asked.data.version} hours={asked.data} />
      )}
    </div>
  )
}

function HoursForm({ hours }: { readonly hours: WorkingHours }) {
  const mayWrite = useMay('policies:write') && hours.version !== null
  const [schedules, setSchedules] = useState<readonly WorkingSchedule[]>(hours.schedules)
  const changed = JSON.stringify(schedules) !== JSON.stringify(hours.schedules)
  const save = useChange({
    change: () =>
      answer(
        client.api.settings['working-hours'].$put({
          json: { schedules: [...schedules], version: hours.version ?? '' },
        }),
      ),
    said: message('hours.saved'),
    shown: ['settings'],
  })
  const add = (): void =>
    setSchedules((before) => [
      ...before,
      newSchedule(before.length === 0 ? 'office' : `office-${before.length + 1}`, hours.timezone),
    ])
  const addButton = mayWrite ? (
    <button type="button" className="button" onClick={add}>
      {message('hours.add')}
    </button>
  ) : null
  if (schedules.length === 0 && !changed)
    return (
      <EmptyState title={message('hours.none.title')} text={message('hours.none.text')} action={addButton} />
    )
  return (
    <>
      {schedules.map((schedule, index) => (
        <ScheduleFields
          key={index}
          schedule={schedule}
          readOnly={!mayWrite}
          onChange={(next) => setSchedules((before) => before.map((one, at) => (at === index ? next : one)))}
          onRemove={() => setSchedules((before) => before.filter((_, at) => at !== index))}
        />
      ))}
      {schedules.length === 0 ? null : <HoursPreview schedules={schedules} />}
      {mayWrite ? (
        <>
          {changed ? <p className="notice">{message('hours.warning')}</p> : null}
          <Refusal error={save.error} />
          <div className="row">
            <button
              type="button"
              className="button button-main"
              disabled={!changed || save.isPending}
              onClick={() => save.mutate(undefined)}
            >
              {message('hours.save')}
            </button>
            {addButton}
          </div>
        </>
      ) : (
        <p className="soft">{message('settings.readOnly')}</p>
      )}
    </>
  )
}
