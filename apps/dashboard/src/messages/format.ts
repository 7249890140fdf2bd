const language = 'en'

/** How numbers, money and moments of one workspace are written. */
export interface Format {
  /** `1,234.5`; at most so many digits after the point. */
  number(value: number, digits?: number): string
  /** A score, always on one decimal: 8 beside 8.2 looks less exact than it is. */
  score(value: number): string
  /** In the currency of the workspace, or in the one that is named. */
  money(value: number, currency?: string): string
  /** Money at the axis of a chart: without cents where they say nothing. */
  moneyShort(value: number): string
  /** 0.123 is `12%`. */
  percent(value: number, digits?: number): string
  /** How long something took, seconds, with two units at most: `45 sec`, `2 hr 5 min`, `3 days 4 hr`. */
  duration(seconds: number): string
  /** The day in the zone of the workspace: `30 Jun 2026`. */
  day(moment: string | number | Date): string
  /** A day that has no zone, `2026-06-30`. */
  calendarDay(day: string): string
  /** Day and time in the zone of the workspace. */
  moment(moment: string | number | Date): string
}

/**
 * @example
 * createFormat({ currency: 'EUR', timezone: 'Europe/Berlin' }).money(1200) // '€1,200.00'
 */
export function createFormat({
  currency,
  timezone,
}: {
  readonly currency: string
  readonly timezone: string
}): Format {
  const days = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: timezone,
  })
  const calendarDays = new Intl.DateTimeFormat(language, {
    ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
  })
  const moments = new Intl.DateTimeFormat(language, {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ hourCycle: 'h23', timeZone: timezone, timeZoneName: 'short' },
  })
  const numbers = kept((digits: number) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }))
  const scores = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const percents = kept(
    (digits: number) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }),
  )
  const amounts = kept(
    (code: string) => new Intl.NumberFormat(language, { style: 'currency', currency: code }),
  )
  const short = new Intl.NumberFormat(language, {
    ...{ style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 },
  })
  return {
    moneyShort: (value) => short.format(value),
    number: (value, digits = 1) => numbers(digits).format(value),
    score: (value) => scores.format(value),
    money: (value, code = currency) => amounts(code).format(value),
    percent: (value, digits = 0) => percents(digits).format(value),
    duration,
    day: (moment) => dayFirst(days, new Date(moment)),
    calendarDay: (day) => dayFirst(calendarDays, new Date(`${day}T00:00:00Z`)),
    moment: (moment) => momentText(moments, new Date(moment)),
  }
}

/** How a number is written, and what is left of it there: what is told of two numbers must follow from what is seen of them. */
export interface Quantity {
  write(value: number): string
  /** What `write` leaves of it. */
  shown(value: number): number
}

const roundedTo = kept(
  (digits: number) => new Intl.NumberFormat('en', { maximumFractionDigits: digits, useGrouping: false }),
)
const rounded = (value: number, digits: number): number => Number(roundedTo(digits).format(value))

/** Kinds of numbers, each as it is written everywhere. */
export const quantitiesOf = (format: Format) =>
  ({
    /** In per cent, on one decimal. */
    share: {
      write: (value) => format.percent(value, 1),
      shown: (value) => rounded(value, 3),
    },
    stars: { write: (value) => format.number(value, 2), shown: (value) => rounded(value, 2) },
    number: { write: (value) => format.number(value), shown: (value) => rounded(value, 1) },
    moneyShort: { write: format.moneyShort, shown: shownShort },
    time: { write: format.duration, shown: shownSeconds },
  }) as const satisfies Readonly<Record<string, Quantity>>

/** As the compact notation has it: `1.5K` is 1,500. */
function shownShort(value: number): number {
  const size = Math.abs(value)
  const unit = size < 1_000 ? 1 : 1_000 ** Math.floor(Math.log10(size) / 3)
  return rounded(value / unit, 1) * unit
}

/** As `duration` rounds it. */
function shownSeconds(seconds: number): number {
  const size = Math.round(Math.abs(seconds))
  const minutes = Math.round(size / 60)
  const shown = size < 60 ? size : minutes < 24 * 60 ? minutes * 60 : Math.round(size / 3_600) * 3_600
  return seconds < 0 ? -shown : shown
}

const inUnit = kept(
  (unit: string) =>
    new Intl.NumberFormat(language, {
      ...{ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 },
    }),
)

/** As the command line rounds it. */
function duration(seconds: number): string {
  const sign = seconds < 0 ? '\u2212' : ''
  const rounded = Math.round(Math.abs(seconds))
  if (rounded < 60) return `${sign}${inUnit('second').format(rounded)}`
  const minutes = Math.round(rounded / 60)
  const wholeHours = Math.round(rounded / 3_600)
  const parts =
    minutes < 60
      ? [['minute', minutes] as const]
      : minutes < 24 * 60
        ? ([
            ['hour', Math.floor(minutes / 60)],
            ['minute', minutes % 60],
          ] as const)
        : ([
            ['day', Math.floor(wholeHours / 24)],
            ['hour', wholeHours % 24],
          ] as const)
  const shown = parts.filter(([, n], index) => index === 0 || n > 0)
  return `${sign}${shown.map(([unit, n]) => inUnit(unit).format(n)).join(' ')}`
}

/** Makes a formatter once: making one takes longer than formatting a thousand numbers. */
function kept<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>()
  return (key) => {
    const found = made.get(key) ?? make(key)
    made.set(key, found)
    return found
  }
}

/** `30 Jun 2026` is unambiguous wherever English is read. */
function dayFirst(format: Intl.DateTimeFormat, moment: Date): string {
  const { day, month, year } = partsOf(format, moment)
  return `${day} ${month} ${year}`
}

function momentText(format: Intl.DateTimeFormat, moment: Date): string {
  const { hour, minute, timeZoneName } = partsOf(format, moment)
  return `${dayFirst(format, moment)}, ${hour}:${minute} ${timeZoneName}`
}

function partsOf(format: Intl.DateTimeFormat, moment: Date): Partial<Record<string, string>> {
  return Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]))
}
