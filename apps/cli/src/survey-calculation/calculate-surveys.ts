import {
  advocates,
  formatLocalDay,
  isAnswered,
  latestAnswers,
  localDay,
  type SurveyAnswer,
  type SurveyReport,
  surveyReport,
} from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { readResponses, type SetAsideRow } from './responses-file.ts'
import type { SurveyRequest } from './survey-request.ts'

const MS_PER_DAY = 86_400_000

/** What `rapport calc surveys` computed. */
export interface SurveyCalculation {
  /** `YYYY-MM-DD`; answers of that day are counted. */
  readonly asOf: string
  readonly report: SurveyReport
  /** The latest answer of each person on each scale and to each question. */
  readonly latest: readonly (SurveyAnswer & { readonly score: number })[]
  /** The ids of those who can be asked for a referral, a case study or a reference. */
  readonly advocates: ReadonlySet<string>
  readonly counts: {
    /** Rows of the file, those set aside included. */
    readonly rows: number
    /** Rows with a score, up to the evaluation. */
    readonly answered: number
    readonly setAside: number
    readonly afterAsOf: number
  }
  readonly setAside: readonly SetAsideRow[]
}

/** Computes what was asked for. `today` is `YYYY-MM-DD`. Throws a CommandError that says what is wrong with the file. */
export async function calculateSurveys(
  file: string,
  { asOf, waveDays }: Pick<SurveyRequest, 'asOf' | 'waveDays'>,
  today: string,
): Promise<SurveyCalculation> {
  const { name, rows, answers, setAside } = await readResponses(file, endOf(localDay(today, 'UTC')))
  const lastDay = Math.floor(answers.reduce((last, { at }) => Math.max(last, at), -Infinity) / MS_PER_DAY)
  const day = asOf === undefined ? lastDay : localDay(asOf, 'UTC')
  const moment = endOf(day) - 1
  const counted = answers.filter(({ at }) => at <= moment)
  if (counted.length === 0) {
    throw new CommandError(`${name}: all responses are after ${formatLocalDay(day)}: give a later day`)
  }
  return {
    asOf: formatLocalDay(day),
    report: surveyReport(counted, { asOf: moment, waveDays }),
    latest: latestAnswers(counted, { asOf: moment }),
    advocates: new Set(
      advocates({ answers: counted, reviews: [] }, { asOf: moment }).map(({ personId }) => personId),
    ),
    counts: {
      rows,
      answered: counted.filter(isAnswered).length,
      setAside: setAside.length,
      afterAsOf: answers.length - counted.length,
    },
    setAside,
  }
}

/** The first moment after a day of UTC. */
const endOf = (day: number): number => (day + 1) * MS_PER_DAY
