import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../api/client.ts'
import { ApiError } from '../../api/problem.ts'
import { answer } from '../../api/request.ts'
import { Dialog } from '../../components/dialog.tsx'
import { problemText } from '../../components/error-state.tsx'
import { TextField } from '../../components/text-field.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { cronInWords } from './cron-in-words.ts'
import { type Schedule, type Schedules, schedulePreviewQuery, type WantedSchedule } from './queries.ts'
import { NextTimes } from './schedules-page.tsx'
import { ConnectionChoice } from './start-sync.tsx'

/** So long the typing rests before the server is asked, in milliseconds. */
const restMs = 250

interface Form {
  readonly name: string
  readonly cron: string
  readonly timezone: string
  readonly connections: readonly string[]
  readonly dryRun: boolean
  readonly hours: string
}

/** Adds or changes a schedule. What it would do, and what is wrong with it, the server says while one types. */
export function ScheduleDialog({
  schedule,
  among,
  onClose,
}: {
  /** Null: a new one. */
  readonly schedule: Schedule | null
  readonly among: Schedules
  readonly onClose: () => void
}) {
  const toast = useToast()
  const queries = useQueryClient()
  const [form, setForm] = useState<Form>(() => formOf(schedule))
  const set = (changed: Partial<Form>): void => setForm((before) => ({ ...before, ...changed }))
  const rested = useRested(form)
  const preview = useQuery({ ...schedulePreviewQuery(wantedOf(rested)), enabled: rested.cron.trim() !== '' })
  const problems = form.cron.trim() === '' ? [] : (preview.data?.problems ?? [])
  const hoursAreWrong = form.hours.trim() !== '' && !(Number(form.hours) > 0)
  const save = useMutation({
    mutationFn: () => saveSchedule(schedule, form, among.version),
    onSuccess: async () => {
      toast.say(message('schedules.saved'))
      await queries.invalidateQueries({ queryKey: ['schedules'] })
      onClose()
    },
    onError: (error) => {
      // Another version: what stands there now is to be seen before it is changed again.
      if (error instanceof ApiError && error.status === 409)
        void queries.invalidateQueries({ queryKey: ['schedules'] })
    },
  })
  const problemOf = (field: string): string | null =>
    problems.find(({ path }) => path === field || path.startsWith(`${field}[`))?.message ?? null
  return (
    <Dialog
      open
      title={
        schedule === null
          ? message('schedule.add.title')
          : message('schedule.edit.title', { name: schedule.name })
      }
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            {message('dialog.cancel')}
          </button>
          <button
            type="button"
            className="button button-main"
            disabled={
              save.isPending || problems.length > 0 || hoursAreWrong || form.cron === '' || form.name === ''
            }
            onClick={() => save.mutate()}
          >
            {message('schedule.save')}
          </button>
        </>
      }
    >
      {schedule === null ? (
        <TextField
          label={message('schedule.name')}
          hint={message('schedule.name.hint')}
          value={form.name}
          onChange={(name) => set({ name })}
          required
        />
      ) : null}
      <TextField
        label={message('schedule.cron')}
        hint={message('schedule.cron.hint')}
        value={form.cron}
        problem={problemOf('cron')}
        onChange={(cron) => set({ cron })}
        required
      />
      <TextField
        label={message('schedule.timezone')}
        hint={message('schedule.timezone.hint', { zone: among.timezone })}
        value={form.timezone}
        problem={problemOf('timezone')}
        onChange={(timezone) => set({ timezone })}
      />
      <ConnectionChoice
        names={among.connections}
        chosen={form.connections}
        onChange={(connections) => set({ connections })}
      />
      <label className="choice">
        <input
          type="checkbox"
          checked={form.dryRun}
          onChange={(event) => set({ dryRun: event.target.checked })}
        />
        {message('schedule.dryRun')}
      </label>
      <TextField
        label={message('schedule.alert')}
        hint={message('schedule.alert.hint')}
        value={form.hours}
        problem={hoursAreWrong ? message('schedule.alert.problem') : null}
        onChange={(hours) => set({ hours })}
      />
      {preview.data === undefined || preview.data.timezone === null || problems.length > 0 ? null : (
        <section className="notice notice-accent stack-close" aria-live="polite">
          <p>
            {message('schedule.preview')}: {cronInWords(rested.cron) ?? rested.cron}
          </p>
          <NextTimes times={preview.data.nextTimes} timezone={preview.data.timezone} />
        </section>
      )}
      {save.error === null ? null : (
        <p className="notice notice-bad" role="alert">
          {problemText(save.error)}
        </p>
      )}
    </Dialog>
  )
}

const formOf = (schedule: Schedule | null): Form => ({
  name: schedule?.name ?? '',
  cron: schedule?.cron ?? '0 2 * * *',
  timezone: schedule?.ownTimezone === true ? schedule.timezone : '',
  connections: schedule?.connections ?? [],
  dryRun: schedule?.dryRun ?? false,
  hours: schedule?.alerts.noSuccessHours == null ? '' : String(schedule.alerts.noSuccessHours),
})

function wantedOf({ cron, timezone, connections, dryRun, hours }: Form): WantedSchedule {
  const given = Number(hours)
  return {
    cron: cron.trim(),
    timezone: timezone.trim() === '' ? null : timezone.trim(),
    connections: connections.length === 0 ? null : [...connections],
    dryRun,
    noSuccessHours: hours.trim() !== '' && given > 0 ? given : null,
  }
}

async function saveSchedule(schedule: Schedule | null, form: Form, seen: string | null): Promise<void> {
  const wanted = { ...wantedOf(form), ...(seen === null ? {} : { version: seen }) }
  const { schedules } = client.api
  if (schedule === null) await answer(schedules.$post({ json: { ...wanted, name: form.name.trim() } }))
  else await answer(schedules[':name'].$put({ param: { name: schedule.name }, json: wanted }))
}

/** A value as it was when it last stayed the same for a while. */
function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
