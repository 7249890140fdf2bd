import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { Badge } from '../../components/badge.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ErrorState, problemText } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { usePageTitle } from '../../shell/page-announcement.ts'
import { type OpenedRun, runQuery } from './queries.ts'
import { RunSteps } from './run-steps.tsx'
import { SyncsNav } from './syncs-nav.tsx'
import { useRunEvents } from './use-run-events.ts'
import { begunBy, runText, stageOfRun, stateOfRunText, toneOf, tookText } from './words.ts'

const route = getRouteApi('/signed-in/syncs/runs/$id')

/** One run: how far it is while it goes on, and what it came to. */
export function RunPage() {
  const { id } = route.useParams()
  const asked = useQuery(runQuery(id))
  const run = asked.data
  useRunEvents(id, run?.state === 'running')
  usePageTitle(message('app.title', { page: message('run.title', { id }) }))
  if (asked.isPending) return <Loading lines={8} />
  if (run === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  return (
    <div className="stack">
      <SyncsNav />
      <Link to="/syncs/runs" className="small">
        {message('run.back')}
      </Link>
      <PageHeader
        title={message('run.title', { id: String(run.id) })}
        intro={runText({ ...run, plan: run.result.plan })}
      >
        {run.state === 'running' || run.state === 'waiting' ? <CancelButton run={run} /> : null}
      </PageHeader>
      <RunFacts run={run} />
      {run.state === 'running' ? <RunProgress run={run} /> : null}
      {run.message === null ? null : (
        <p className={run.state === 'failed' ? 'notice notice-bad' : 'notice'}>{run.message}</p>
      )}
      <RunResult run={run} />
      <RunSteps steps={run.steps} />
    </div>
  )
}

function RunFacts({ run }: { readonly run: OpenedRun }) {
  const format = useFormat()
  return (
    <p className="row">
      <Badge tone={toneOf(run.state)}>{stateOfRunText(run)}</Badge>
      <span>{message('run.begunBy', { by: begunBy(run) })}</span>
      <span className="soft">{format.moment(run.startedAt)}</span>
      {run.result.seconds === null ? null : (
        <span className="soft">{tookText(run.result.seconds, format)}</span>
      )}
    </p>
  )
}

/** How much of a run that goes on is done. Who hears the page is told when a step ends, not each second. */
function RunProgress({ run }: { readonly run: OpenedRun }) {
  const format = useFormat()
  // The steps of a stage are known when it begins.
  const stage = run.steps.at(-1)?.name ?? 'none'
  const steps = run.steps.filter(({ name }) => name === stage)
  const done = steps.filter(({ state }) => state === 'succeeded' || state === 'failed').length
  const toGo = run.steps.flatMap(({ state, secondsToGo }) =>
    state === 'running' && secondsToGo !== null ? [secondsToGo] : [],
  )
  const told = message('run.steps.done', {
    ...{ stage: stageOfRun(stage), done: format.number(done), all: format.number(steps.length) },
  })
  return (
    <section className="card stack-close" aria-label={message('run.progress')}>
      <progress
        className="run-bar"
        aria-label={message('run.progress')}
        max={Math.max(1, steps.length)}
        value={done}
      />
      <p className="row-apart">
        <span role="status">{told}</span>
        <span className="soft">
          {toGo.length === 0
            ? message('run.toGo.unknown')
            : message('run.toGo', { time: format.duration(Math.max(...toGo)) })}
        </span>
      </p>
      {run.cancelRequestedBy === null ? null : (
        <p className="small">{message('run.cancelling', { by: run.cancelRequestedBy })}</p>
      )}
      {run.isLed ? null : <p className="small">{message('run.notLed')}</p>}
    </section>
  )
}

function RunResult({ run }: { readonly run: OpenedRun }) {
  const mayPlans = useMay('plans:read')
  const mayRejects = useMay('rejects:read')
  const { planIds, rejected, written } = run.result
  if (run.state === 'running') return null
  const shownPlans = mayPlans ? planIds : []
  if (shownPlans.length === 0 && (rejected ?? 0) === 0 && (written ?? 0) === 0) return null
  return (
    <section className="card row" aria-label={message('runs.result')}>
      {shownPlans.map((id) => (
        <Link key={id} to="/syncs/plans/$id" params={{ id: String(id) }} className="button button-main">
          {message('run.plans.open', { id: String(id) })}
        </Link>
      ))}
      {written === null || written === 0 ? null : <span>{message('runs.written', { n: written })}</span>}
      {rejected === null || rejected === 0 ? null : mayRejects ? (
        <Link to="/syncs/rejects">{message('run.rejected', { n: rejected })}</Link>
      ) : (
        <span>{message('run.rejected', { n: rejected })}</span>
      )}
    </section>
  )
}

function CancelButton({ run }: { readonly run: OpenedRun }) {
  const may = useMay('runs:start')
  const client = useQueryClient()
  const toast = useToast()
  const [open, setOpen] = useState(false)
  const cancel = useMutation({
    mutationFn: () => cancelRun(run.id),
    onSettled: () => {
      setOpen(false)
      void client.invalidateQueries({ queryKey: ['run', String(run.id)] })
    },
    onError: (error) => toast.warn(problemText(error)),
  })
  if (!may || run.cancelRequestedBy !== null) return null
  return (
    <>
      <button type="button" className="button button-danger" onClick={() => setOpen(true)}>
        {message('run.cancel')}
      </button>
      <ConfirmDialog
        open={open}
        title={message('run.cancel.title', { id: String(run.id) })}
        confirm={message('run.cancel')}
        busy={cancel.isPending}
        dangerous
        onConfirm={() => cancel.mutate()}
        onClose={() => setOpen(false)}
      >
        <p>{message('run.cancel.text')}</p>
      </ConfirmDialog>
    </>
  )
}

async function cancelRun(id: number): Promise<void> {
  const response = await client.api.runs[':id'].cancel.$post({ param: { id: String(id) } })
  // It has no body where it went well.
  if (!response.ok) await answer(Promise.resolve(response))
}
