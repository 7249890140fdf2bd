import type { Server } from '../../server.ts'
import { clearConsents } from './consent-store.ts'

/** How long the outcome of a sign-in may outlive its time, in milliseconds. */
const usualIntervalMs = 60_000

/**
 * Forgets sign-ins at vendors that are over, now and then again until the server closes: nobody may come who begins another one, and
 * sealed secrets would stay.
 */
export function sweepConsents(server: Server, intervalMs = usualIntervalMs): void {
  const { workspace, log, now, closing } = server
  const sweep = (): void => {
    clearConsents(workspace, now()).catch((error: unknown) => {
      if (!closing.aborted) log.warn({ err: error }, 'sign-ins that are over could not be cleared away')
    })
  }
  sweep()
  const timer = setInterval(sweep, intervalMs)
  timer.unref()
  closing.addEventListener('abort', () => clearInterval(timer), { once: true })
}
