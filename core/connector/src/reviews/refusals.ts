import { ConnectorError, type ConnectorErrorKind } from '../errors.ts'
import { HiddenBody } from '../hidden-body.ts'
import { HttpFailure, retryAfterMs } from '../http-answer.ts'

/**
 * What a vendor's refusal means: its status (null: any), what the answer must hold somewhere as JSON text for the rule to apply
 * (empty: it always does), the kind of the error, what to do, and how the path begins that it was asked for (left out: any).
 */
export type RefusalRule = readonly [
  status: number | null,
  holds: string | RegExp,
  kind: ConnectorErrorKind,
  advice: string,
  below?: string,
]

/** How long a refusal asks to wait, in milliseconds; undefined where it does not say. `now` in epoch milliseconds. */
export type WaitOf = (failure: HttpFailure, now: number) => number | undefined

const day = 86_400_000

/** How long it is until midnight UTC by the vendor's clock, in milliseconds. */
export const untilMidnight: WaitOf = ({ headers }, now) =>
  day - ((Date.parse(headers.date ?? '') || now) % day)

/**
 * A `classify` for refusals that their status alone does not explain: the first rule that applies does. A 400 or 422 without one
 * is `invalid` in the vendor's own words. `Retry-After` says how long to wait; without it, `waitOf` does.
 */
export function explainRefusals(
  vendor: string,
  rules: readonly RefusalRule[],
  waitOf: WaitOf = () => undefined,
): (error: unknown, now?: number) => ConnectorError | undefined {
  return (error, now = Date.now()) => {
    if (!(error instanceof HttpFailure)) return undefined
    const { status, body, headers } = error
    const path = error.operation?.replace(/^\S+ /, '') ?? ''
    const rule = rules.find(
      ([of, words, , , below = '']) =>
        (of ?? status) === status && path.startsWith(below) && holds(body, words),
    )
    const [, , kind, advice] = rule ?? [status, '', 'invalid' as const, null]
    if (rule === undefined && status !== 400 && status !== 422) return undefined
    const said = saidIn(body)
    const words = `${vendor} refused (${status})${said === null ? '' : `: ${said}`}`
    const wait = retryAfterMs(headers, now) ?? waitOf(error, now)
    return new ConnectorError(kind, advice === null ? words : `${words}: ${advice}`, {
      cause: error,
      status,
      ...(kind === 'rate' && wait !== undefined ? { retryAfterMs: wait } : {}),
      ...(kind === 'transient' ? { outcome: 'unknown' } : {}),
    })
  }
}

function holds(body: unknown, words: string | RegExp): boolean {
  if (body instanceof HiddenBody) return body.holds(words)
  const text = JSON.stringify(body) ?? ''
  return typeof words === 'string' ? text.includes(words) : words.test(text)
}

const places = ['message', 'error_description', 'description', 'error', 'reason', 'details']

/** The first words for people in a body, wherever the vendor puts them. */
function saidIn(body: unknown): string | null {
  if (typeof body === 'string') return body === '' || body.startsWith('<') ? null : body.slice(0, 500)
  if (typeof body !== 'object' || body === null) return null
  const members = new Map(Object.entries(body))
  for (const place of places) {
    const found = saidIn(members.get(place))
    if (found !== null) return found
  }
  return null
}
