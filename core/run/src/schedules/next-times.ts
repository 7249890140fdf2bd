import { Cron } from 'croner'
import { Temporal } from 'temporal-polyfill'

/** No zone moves its clocks by more at once, in milliseconds, but for those that once crossed the date line. */
const largestShift = 3 * 3_600_000
/** What an hour field says that leaves no hour out. */
const everyHour = /^(\*(\/1)?|0-23)$/

/**
 * The next times of a schedule after `from`, in order. The cron expression is read on the wall clock of its zone, by croner on a
 * calendar without clock changes, and each wall time is then found in the zone: croner's own search by zone lost `45 1,2 * * *`
 * in spring and doubled `0,15 1-4 * * *` in autumn.
 *
 * - A schedule that names its hours runs once at each of its times: one that the clock jumps over comes when the jump is over,
 *   one that the clock shows twice the first time.
 * - One that runs in every hour follows the clock: it runs whenever the clock shows its minute, and between two of its runs
 *   passes no more and no less time than on any other day.
 */
export function nextTimes(cron: string, timezone: string, from: Date, count: number): Date[] {
  const pattern = new Cron(cron, { mode: '5-part', timezone: 'UTC' })
  const hasEveryHour = everyHour.test(cron.trim().split(/\s+/)[1] ?? '')
  const found = new Set<number>()
  let wall: Date | null = new Date(wallClock(from, timezone) - largestShift)
  while (wall !== null) {
    wall = pattern.nextRun(wall)
    if (wall === null) break
    const times = momentsOf(wall, timezone, hasEveryHour).filter((time) => time > from.getTime())
    for (const time of times) found.add(time)
    // A wall time that comes later may be an earlier moment, but not by more than the clock was ever moved.
    const last = found.size < count ? undefined : sorted(found)[count - 1]
    if (last !== undefined && wall.getTime() > wallClock(new Date(last), timezone) + largestShift) break
  }
  return sorted(found)
    .slice(0, count)
    .map((time) => new Date(time))
}

const sorted = (times: ReadonlySet<number>): number[] => [...times].sort((left, right) => left - right)

/** What the clock of a zone shows, as if it were UTC, in milliseconds. */
function wallClock(moment: Date, timezone: string): number {
  const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(
    timezone,
  )
  return moment.getTime() + offsetNanoseconds / 1_000_000
}

/** The moments at which a run is due for what the wall clock shows. */
function momentsOf(wall: Date, timezone: string, hasEveryHour: boolean): readonly number[] {
  const shown = Temporal.PlainDateTime.from(wall.toISOString().slice(0, 19))
  const at = (disambiguation: 'earlier' | 'later') =>
    shown.toZonedDateTime(timezone, { disambiguation }).epochMilliseconds
  const [earlier, later] = [at('earlier'), at('later')]
  if (earlier === later) return [earlier]
  const isSkipped = wallClock(new Date(earlier), timezone) !== wall.getTime()
  if (isSkipped) return hasEveryHour ? [] : [endOfJump(earlier, timezone)]
  return hasEveryHour ? [earlier, later] : [earlier]
}

/** When the clock jumps next after a moment. */
function endOfJump(before: number, timezone: string): number {
  const jump = Temporal.Instant.fromEpochMilliseconds(before)
    .toZonedDateTimeISO(timezone)
    .getTimeZoneTransition('next')
  return jump?.epochMilliseconds ?? before
}
