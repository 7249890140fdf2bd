import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { Dialog } from '../../components/dialog.tsx'
import { problemText } from '../../components/error-state.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import { connectionsQuery, requestQuery } from './queries.ts'

/** Starts a sync after asking which, and goes to its run as soon as there is one. Nothing for who may not. */
export function StartSync() {
  const may = useMay('runs:start')
  const [open, setOpen] = useState(false)
  const [requestId, setRequestId] = useState<number | null>(null)
  if (!may) return null
  return (
    <>
      <button
        type="button"
        className="button button-main"
        disabled={requestId !== null}
        onClick={() => setOpen(true)}
      >
        {message('syncs.start')}
      </button>
      <StartDialog open={open} onClose={() => setOpen(false)} onAsked={setRequestId} />
      {requestId === null ? null : <Follow requestId={requestId} onBegun={() => setRequestId(null)} />}
    </>
  )
}

function StartDialog({
  open,
  onClose,
  onAsked,
}: {
  readonly open: boolean
  readonly onClose: () => void
  readonly onAsked: (requestId: number) => void
}) {
  const queries = useQueryClient()
  const toast = useToast()
  const known = useQuery({ ...connectionsQuery, enabled: open })
  const [dryRun, setDryRun] = useState(true)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const start = useMutation({
    mutationFn: () =>
      answer(
        client.api.runs.$post({ json: { dryRun, connections: chosen.length === 0 ? null : [...chosen] } }),
      ),
    onSuccess: ({ requestId }) => {
      onAsked(requestId)
      toast.say(message('syncs.start.waits'))
      void queries.invalidateQueries({ queryKey: ['run-requests'] })
    },
    onError: (error) => toast.warn(problemText(error)),
    onSettled: onClose,
  })
  const names = known.data?.items.map(({ name }) => name) ?? []
  return (
    <Dialog
      open={open}
      title={message('syncs.start.title')}
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            {message('dialog.cancel')}
          </button>
          <button
            type="button"
            className="button button-main"
            disabled={start.isPending}
            onClick={() => start.mutate()}
          >
            {message(dryRun ? 'syncs.start.confirmDry' : 'syncs.start.confirm')}
          </button>
        </>
      }
    >
      <div>
        <label className="choice">
          <input type="checkbox" checked={dryRun} onChange={(event) => setDryRun(event.target.checked)} />
          {message('syncs.start.dryRun')}
        </label>
        <p className="small soft">{message('syncs.start.dryRunHint')}</p>
      </div>
      <ConnectionChoice names={names} chosen={chosen} onChange={setChosen} />
    </Dialog>
  )
}

/** Some connections, or all where none is chosen. */
export function ConnectionChoice({
  names,
  chosen,
  onChange,
}: {
  readonly names: readonly string[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}) {
  if (names.length < 2) return null
  return (
    <fieldset className="fieldset-plain">
      <legend className="field-label">{message('schedule.connections')}</legend>
      {names.map((name) => (
        <label key={name} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
            }
          />
          {name}
        </label>
      ))}
      <p className="small soft">{message('schedule.connections.hint')}</p>
    </fieldset>
  )
}

/** Goes to the run as soon as a worker has begun it. */
function Follow({ requestId, onBegun }: { readonly requestId: number; readonly onBegun: () => void }) {
  const navigate = useNavigate()
  const request = useQuery(requestQuery(requestId)).data
  const runId = request?.runId ?? null
  const isOver = request?.state === 'cancelled' || request?.state === 'done'
  useEffect(() => {
    if (runId === null && !isOver) return
    onBegun()
    if (runId !== null) void navigate({ to: '/syncs/runs/$id', params: { id: String(runId) } })
  }, [runId, isOver, onBegun, navigate])
  return null
}
