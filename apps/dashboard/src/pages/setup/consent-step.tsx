import { useMutation, useQuery } from '@tanstack/react-query'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { Badge } from '../../components/badge.tsx'
import { message } from '../../messages/message.ts'
import { Refusal } from '../settings/refusal.tsx'
import { type ConnectForm, draftOf, type GivenConsent, isSameSignIn } from './draft.ts'
import type { Connector } from './queries.ts'

/** How often it is looked whether the person came back, in milliseconds. */
const lookEveryMs = 1_500

/** Signs in at the vendor in another window, and tells how that went; what it gave stays with the server. */
export function ConsentStep({
  connector,
  form,
  redirectUri,
  kept,
  problem,
  onGiven,
}: {
  readonly connector: Connector
  readonly form: ConnectForm
  readonly redirectUri: string
  /** The sign-in that the form holds; null: none, or what was typed since belongs to another. */
  readonly kept: string | null
  readonly problem: string | null
  readonly onGiven: (given: GivenConsent) => void
}) {
  const begin = useMutation({
    mutationFn: (typed: ConnectForm) =>
      answer(
        client.api.setup.consents.$post({ json: { ...draftOf(connector, typed), signIn: typed.signIn } }),
      ),
  })
  const id = begin.data?.id
  const begunWith = begin.variables
  // What it will give belongs to what was typed then.
  const isChanged = begunWith !== undefined && !isSameSignIn(connector, begunWith, form)
  const asked = useQuery({
    queryKey: ['consent', id],
    enabled: id !== undefined && !isChanged,
    queryFn: async () => {
      const found = await answer(client.api.setup.consents[':id'].$get({ param: { id: id ?? '' } }))
      if (found.state === 'given' && id !== undefined && begunWith !== undefined) onGiven({ id, begunWith })
      return found
    },
    // What it gave is taken once.
    ...{ staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false },
    refetchInterval: ({ state: { data, error } }) =>
      error !== null || data?.state === 'given' || data?.state === 'refused' ? false : lookEveryMs,
  })
  const state = asked.data?.state
  const isGiven = kept !== null && kept === id
  const isUnderWay = begin.data !== undefined && asked.error === null && !isChanged
  const isWaiting = isUnderWay && (state === undefined || state === 'waiting')
  // The person came back, and the code is being exchanged.
  const isAnswered = isUnderWay && state === 'answered'
  const system = connector.title
  return (
    <section className="card stack-close" aria-labelledby="consent-title">
      <h3 id="consent-title">{message('consent.title', { system })}</h3>
      <p className="small soft">{message('consent.redirect')}</p>
      <p>
        <code className="redirect-uri">{redirectUri}</code>
      </p>
      <div aria-live="polite" className="stack-close">
        {isGiven ? (
          <p>
            <Badge tone="good">{message('consent.given')}</Badge> {message('consent.given.next')}
          </p>
        ) : state === 'refused' ? (
          <p className="notice notice-bad">
            {message('consent.refused', { system, problem: asked.data?.problem ?? '' })}
          </p>
        ) : asked.error !== null ? (
          <p className="notice notice-bad">{message('consent.over')}</p>
        ) : state === 'given' || (id !== undefined && isChanged) ? (
          <p className="notice">{message('consent.changed')}</p>
        ) : isWaiting ? (
          <p className="soft">{message('consent.waiting', { system })}</p>
        ) : isAnswered ? (
          <p className="soft">{message('consent.answered', { system })}</p>
        ) : null}
        {problem === null ? null : <p className="notice notice-bad">{problem}</p>}
      </div>
      <Refusal error={begin.error} />
      <div className="row">
        {isWaiting ? (
          <a className="button button-main" href={begin.data.address} target="_blank" rel="noreferrer">
            {message('consent.go', { system })}
          </a>
        ) : isAnswered ? null : (
          <button
            type="button"
            className={isGiven ? 'button' : 'button button-main'}
            disabled={begin.isPending}
            onClick={() => begin.mutate(form)}
          >
            {message(id === undefined ? 'consent.begin' : 'consent.again')}
          </button>
        )}
      </div>
    </section>
  )
}
