import { ConnectorError, type ConnectorErrorKind } from '../errors.ts'
import { HttpFailure, retryAfterMs } from '../http-answer.ts'

/**
 * What a vendor's refusal means: its status, what the answer must hold somewhere as JSON text for the rule to apply (empty: it
 * always does), the kind of the error, and what to do.
 */
export type RefusalRule = readonly [status: number, holds: string, kind: ConnectorErrorKind, advice: string]

/**
 * A `classify` for refusals that their status alone does not explain: the first rule that applies does. A 400 or 422 without one
 * is `invalid` in the vendor's own words.
 */
export function explainRefusals(
  vendor: string,
  rules: readonly RefusalRule[],
): (error: unknown, now?: number) => ConnectorError | undefined {
  return (error, now = Date.now()) => {
    if (!(error instanceof HttpFailure)) return undefined
    const { status, body, headers } = error
    const text = JSON.stringify(body) ?? ''
    const rule = rules.find(([of, holds]) => of === status && text.includes(holds))
    const [, , kind, advice] = rule ?? [status, '', 'invalid' as const, null]
    if (rule === undefined && status !== 400 && status !== 422) return undefined
    const said = saidIn(body)
    const words = `${vendor} refused (${status})${said === null ? '' : `: ${said}`}`
    const wait = retryAfterMs(headers, now)
    return new ConnectorError(kind, advice === null ? words : `${words}: ${advice}`, {
      cause: error,
      status,
      ...(kind === 'rate' && wait !== undefined ? { retryAfterMs: wait } : {}),
    })
  }
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
