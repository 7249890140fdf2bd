const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How far apart ticks stand: round times that people read. */
const steps = [
  ...[1, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 7, 14, 30, 90, 365].map((days) => days * day),
]

/** The moments that are written below a stretch of time, at round times of the zone, and whether they are whole days. */
export function timeTicks(
  from: number,
  to: number,
  { timezone, most }: { readonly timezone: string; readonly most: number },
): { readonly ticks: readonly number[]; readonly areDays: boolean } {
  const step = steps.find((one) => (to - from) / one <= most) ?? (to - from) / Math.max(1, most)
  const offset = offsetAt(from, timezone)
  const first = Math.ceil((from + offset) / step) * step - offset
  const count = Math.max(0, Math.floor((to - first) / step) + 1)
  const ticks = Array.from({ length: count }, (_, index) => {
    const tick = first + index * step
    // After the clocks changed, round times stand elsewhere.
    return step < hour ? tick : tick + offset - offsetAt(tick, timezone)
  })
  return { ticks: ticks.filter((tick) => tick >= from && tick <= to), areDays: step >= day }
}

/** How much later the clock on the wall is than UTC, in ms. */
function offsetAt(moment: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    ...{ timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(moment)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0)
  const wall = Date.UTC(
    ...([
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    ] as const),
  )
  return wall - Math.floor(moment / 1_000) * 1_000
}
