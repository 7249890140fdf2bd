import { ConnectorError } from '@rapport/connector'

/** How long to leave a vendor alone that asks for a pause without saying how long. */
const untoldPauseMs = 60_000

/**
 * When a run may go on that ended by this error (`now` in epoch milliseconds): a vendor that has had enough says, or is known,
 * to take calls again after a while, and nothing else is wrong. Null for any other error.
 */
export function parkedUntil(error: unknown, now: number): Date | null {
  return isParked(error) ? new Date(now + (error.retryAfterMs ?? untoldPauseMs)) : null
}

/** Whether this error only asks for a pause. */
export function isParked(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.kind === 'rate'
}
