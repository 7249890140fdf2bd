import { setTimeout as pause } from 'node:timers/promises'
import type { RunResult } from '@rapport/run'

/** `parked until 14:05`, by the clock of a zone; with the day where that is another one than today's. */
export function parkedText(until: string, timezone: string, now: Date = new Date()): string {
  const [day, time] = dayAndTime(new Date(until), timezone)
  const [today] = dayAndTime(now, timezone)
  return `parked until ${day === today ? time : `${day} ${time}`}`
}

function dayAndTime(at: Date, timeZone: string): [day: string, time: string] {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const [day = '', time = ''] = format.format(at).split(' ')
  return [day, time]
}

/** A pause in parts, so that a clock that was set meanwhile is noticed. */
const longestPauseMs = 60_000

/**
 * Waits until a moment, in epoch milliseconds.
 * @throws the signal's reason as soon as it aborts.
 */
export async function waitUntil(at: number, signal: AbortSignal): Promise<void> {
  for (let left = at - Date.now(); left > 0; left = at - Date.now()) {
    await pause(Math.min(left, longestPauseMs), undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted()
      throw error
    })
  }
}

/**
 * Runs, and runs again after each pause that a vendor wants, until a run is not parked.
 * @param announce called before each pause with the run that is parked.
 * @throws the signal's reason where it aborts during a pause; the parked run stays what it is.
 */
export async function runThroughPauses(
  run: () => Promise<RunResult>,
  announce: (parked: RunResult, until: string) => void,
  signal: AbortSignal,
): Promise<RunResult> {
  for (;;) {
    const result = await run()
    if (result.waitingUntil === null) return result
    announce(result, result.waitingUntil)
    await waitUntil(Date.parse(result.waitingUntil), signal)
  }
}
