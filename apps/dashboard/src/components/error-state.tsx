import { ApiError } from '../api/problem.ts'
import { message } from '../messages/message.ts'
import './state.css'

/** Says what went wrong, as the server described it, and lets one try again. */
export function ErrorState({
  error,
  retry,
  title = message('error.title'),
}: {
  readonly error: unknown
  readonly retry?: () => void
  readonly title?: string
}) {
  return (
    <div className="state state-bad" role="alert">
      <h2>{title}</h2>
      <p className="reading">{problemText(error)}</p>
      {retry === undefined ? null : (
        <button type="button" className="button" onClick={retry}>
          {message('error.retry')}
        </button>
      )}
    </div>
  )
}

/** What to tell of an error: the detail that the server gave, never the inside of a program. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return message('problem.unexpected')
  if (error.status === 0) return message('problem.unreachable')
  if (error.status === 401) return message('problem.signedOut')
  return error.problem?.detail ?? error.problem?.title ?? message('problem.unexpected')
}
