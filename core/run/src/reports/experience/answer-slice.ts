import { formatLocalDay, type LocalDay, localDay, type SurveyKind } from '@rapport/metrics'
import { endOfDay } from '@rapport/score'
import { evaluationDate } from '../../as-of.ts'
import type { Workspace } from '../../workspace.ts'
import type { AnswerSlice } from './stored-answers.ts'

/** Which surveys a report is about. */
export interface SurveySelection {
  /** Local days, `YYYY-MM-DD`, both included. Without a first, a year up to the last; without a last, the day of the evaluation. */
  readonly from?: string
  readonly to?: string
  readonly kind?: SurveyKind
}

/** The days that were meant, and their moments. Nothing after the evaluation is looked at. */
export interface SelectedDays {
  readonly from: string
  readonly to: string
  readonly slice: AnswerSlice
}

/** Without a first day, so many up to the last. */
const defaultDays = 365

/** The days of a selection with their moments. Where the first is after the last, there is nothing in them. */
export function selectedDays({ config }: Workspace, { from, to, kind }: SurveySelection): SelectedDays {
  const { timezone } = config
  const evaluated = evaluationDate(config, Date.now())
  const last = to === undefined || to > evaluated ? evaluated : to
  const lastDay = localDay(last, timezone)
  const first = from ?? formatLocalDay(lastDay - (defaultDays - 1))
  return {
    from: first,
    to: last,
    slice: {
      from: new Date(endOf(localDay(first, timezone) - 1, timezone) + 1),
      to: new Date(endOf(lastDay, timezone)),
      ...(kind === undefined ? {} : { kind }),
    },
  }
}

/** The last millisecond of a local day. */
const endOf = (day: LocalDay, timezone: string): number =>
  Date.parse(endOfDay(formatLocalDay(day), timezone)) + 999
