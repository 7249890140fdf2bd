import type { CalendarPeriodName } from '@rapport/metrics'

/** The calendar periods, for the command line, which does not load what computes them. */
export const PERIODS = ['week', 'month', 'quarter', 'year'] as const satisfies readonly CalendarPeriodName[]
