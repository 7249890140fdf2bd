import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { connectionClosed, resetConnection, sendHalf, type WireAnswer } from './wire.ts'

/** A request that a fault may hit on its way in or out. */
export interface FaultyExchange {
  outgoing: ServerResponse
  /** The fault that hits it, if any. Kinds not named here are the service's own business. */
  fault: { kind: string } | null
  /** The answer that the fault gives instead of handling the request, or null. */
  injected: WireAnswer | null
  /** Handles the request. */
  perform: () => WireAnswer
  /** Told once what was answered; null when no answer was completed. */
  note: (answer: WireAnswer | null) => void
}

/**
 * Handles a request as a bad network lets it: `reset` and `hang` before anything happens, `reset-after-commit` and
 * `truncated-body` after it took effect.
 */
export async function exchange({
  outgoing,
  fault,
  injected,
  perform,
  note,
}: FaultyExchange): Promise<Response> {
  if (fault?.kind === 'reset' || fault?.kind === 'hang') {
    note(null)
    if (fault.kind === 'reset') resetConnection(outgoing)
    else await connectionClosed(outgoing)
    return RESPONSE_ALREADY_SENT
  }
  if (injected !== null) {
    note(injected)
    return respond(injected)
  }
  const answer = perform()
  if (fault?.kind === 'reset-after-commit') {
    note(null)
    resetConnection(outgoing)
    return RESPONSE_ALREADY_SENT
  }
  note(answer)
  if (fault?.kind !== 'truncated-body') return respond(answer)
  await sendHalf(outgoing, answer)
  return RESPONSE_ALREADY_SENT
}

function respond(answer: WireAnswer): Response {
  return new Response(answer.body, { status: answer.status, headers: answer.headers })
}
