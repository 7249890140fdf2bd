import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { problemText } from '../../components/error-state.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { type RunRequest, requestsQuery } from './queries.ts'
import { begunBy, runText } from './words.ts'

/** Runs that are asked for and that no worker has begun; nothing where there are none. */
export function WaitingRequests() {
  const asked = useQuery(requestsQuery)
  const waiting = asked.data?.items.filter(({ state }) => state !== 'running') ?? []
  if (waiting.length === 0) return null
  return (
    <section className="card stack-close" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{message('syncs.waiting')}</h2>
      <ul className="plain-list stack-close">
        {waiting.map((request) => (
          <Waiting key={request.id} request={request} />
        ))}
      </ul>
    </section>
  )
}

function Waiting({ request }: { readonly request: RunRequest }) {
  const format = useFormat()
  const may = useMay('runs:start')
  const queries = useQueryClient()
  const toast = useToast()
  const takeBack = useMutation({
    mutationFn: () =>
      answer(client.api['run-requests'][':id'].cancel.$post({ param: { id: String(request.id) } })),
    onError: (error) => toast.warn(problemText(error)),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['run-requests'] }),
  })
  const what = runText({ kind: request.plan?.action ?? 'sync', dryRun: request.dryRun, plan: request.plan })
  return (
    <li className="row-apart">
      <span>
        {request.notBefore === null
          ? message('syncs.waiting.by', { what, by: begunBy(request) })
          : message('syncs.waiting.parked', { what, at: format.moment(request.notBefore) })}
      </span>
      {may && request.state === 'queued' ? (
        <button
          type="button"
          className="button"
          disabled={takeBack.isPending}
          onClick={() => takeBack.mutate()}
        >
          {message('syncs.waiting.takeBack')}
        </button>
      ) : null}
    </li>
  )
}
