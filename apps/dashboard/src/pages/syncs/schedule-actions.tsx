import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { problemText } from '../../components/error-state.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import type { Schedule } from './queries.ts'

const api = client.api.schedules[':name']

/** Run now, pause, edit and delete, as far as the role may. */
export function ScheduleActions({
  schedule: { name, paused, pausedInFile },
  version,
  onEdit,
}: {
  readonly schedule: Schedule
  readonly version: string | null
  readonly onEdit: () => void
}) {
  const mayRun = useMay('runs:start')
  const mayWrite = useMay('schedules:write')
  const [deleting, setDeleting] = useState(false)
  const param = { name }
  const run = useChange(message('syncs.start.waits'), () => answer(api.run.$post({ param })))
  const pause = useChange(null, () => (paused ? resumeSchedule(name) : pauseSchedule(name)))
  const remove = useChange(message('schedules.deleted'), () =>
    answer(api.$delete({ param, query: version === null ? {} : { version } })),
  )
  return (
    <div className="row">
      {mayRun ? (
        <button
          type="button"
          className="button"
          aria-label={message('schedules.run.of', { name })}
          disabled={run.isPending}
          onClick={() => run.mutate()}
        >
          {message('schedules.run')}
        </button>
      ) : null}
      {mayWrite && !pausedInFile ? (
        <button
          type="button"
          className="button"
          aria-label={message(paused ? 'schedules.resume.of' : 'schedules.pause.of', { name })}
          disabled={pause.isPending}
          onClick={() => pause.mutate()}
        >
          {message(paused ? 'schedules.resume' : 'schedules.pause')}
        </button>
      ) : null}
      {version === null ? null : (
        <>
          <button
            type="button"
            className="button"
            aria-label={message('schedules.edit.of', { name })}
            onClick={onEdit}
          >
            {message('schedules.edit')}
          </button>
          <button
            type="button"
            className="button button-plain"
            aria-label={message('schedules.delete.of', { name })}
            onClick={() => setDeleting(true)}
          >
            {message('schedules.delete')}
          </button>
        </>
      )}
      <ConfirmDialog
        open={deleting}
        title={message('schedules.delete.title', { name })}
        confirm={message('schedules.delete')}
        busy={remove.isPending}
        dangerous
        onConfirm={() => {
          remove.mutate()
          setDeleting(false)
        }}
        onClose={() => setDeleting(false)}
      >
        <p>{message('schedules.delete.text')}</p>
      </ConfirmDialog>
    </div>
  )
}

const pauseSchedule = (name: string): Promise<unknown> => answer(api.pause.$post({ param: { name } }))
const resumeSchedule = (name: string): Promise<unknown> => answer(api.resume.$post({ param: { name } }))

function useChange(said: string | null, ask: () => Promise<unknown>) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: ask,
    onSuccess: () => {
      if (said !== null) toast.say(said)
    },
    onError: (error) => toast.warn(problemText(error)),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['schedules'] }),
        queries.invalidateQueries({ queryKey: ['run-requests'] }),
      ]),
  })
}
