/** The unit in which recency, age and every horizon of the value models are measured. */
export type TimeUnitName = 'day' | 'week' | 'month'

/** A year is 365.25 days and a month a twelfth of it, 30.4375 days. */
const DAYS_PER_YEAR = 365.25

/** The only place that converts between days, periods and years; nothing else may hold such a factor. */
export interface TimeUnit {
  readonly name: TimeUnitName
  /** Days in one unit. */
  readonly days: number
  readonly perYear: number
  readonly perMonth: number
  /** Days to units. */
  fromDays(days: number): number
  /** Months to units. */
  fromMonths(months: number): number
  /** Units to months. */
  toMonths(units: number): number
  /** Units to days. */
  toDays(units: number): number
  /**
   * The continuous discount rate per unit for an annual rate: δ = ln(1 + annual) ÷ units per year. An annual rate is
   * the only way in, so that a yearly rate cannot be taken for a weekly one.
   */
  discountRate(annual: number): number
}

function timeUnit(name: TimeUnitName, days: number): TimeUnit {
  const perYear = DAYS_PER_YEAR / days
  const perMonth = perYear / 12
  return Object.freeze({
    name,
    days,
    perYear,
    perMonth,
    fromDays: (count: number) => count / days,
    fromMonths: (months: number) => months * perMonth,
    toMonths: (units: number) => units / perMonth,
    toDays: (units: number) => units * days,
    discountRate: (annual: number) => {
      if (!(annual > -1) || annual === Infinity) {
        throw new RangeError(
          `The annual discount rate is ${annual}; give a number above -1, such as 0.1 for 10 % a year.`,
        )
      }
      return Math.log1p(annual) / perYear
    },
  })
}

/** The three time units. */
export const TIME_UNITS: Readonly<Record<TimeUnitName, TimeUnit>> = Object.freeze({
  day: timeUnit('day', 1),
  week: timeUnit('week', 7),
  month: timeUnit('month', DAYS_PER_YEAR / 12),
})

/** The discount per month for an annual rate: (1 + annual)^(1/12) − 1. */
export const monthlyDiscount = (annual: number): number => Math.expm1(TIME_UNITS.month.discountRate(annual))
