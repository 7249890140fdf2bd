import { UsageError } from '../command-error.ts'
import { checkSeparateFiles } from '../separate-files.ts'
import { isDay } from '../value-calculation/value-request.ts'

/** What `rapport calc surveys` was asked for, as the command line gives it. */
export interface SurveyRequest {
  readonly responses?: string
  readonly asOf?: string
  readonly waveDays: number
  readonly out?: string
}

/** The file of responses. Throws a UsageError for options that do not go together, or with the present day (`YYYY-MM-DD`). */
export function checkSurveyRequest({ responses, asOf, out }: SurveyRequest, today: string): string {
  if (responses === undefined) throw new UsageError('Give --responses FILE.csv.')
  if (asOf !== undefined && !isDay(asOf)) {
    throw new UsageError(`--as-of is "${asOf}"; write a day of the calendar, such as 2024-03-31.`)
  }
  if (asOf !== undefined && asOf > today) {
    throw new UsageError(
      `--as-of ${asOf} is in the future, where nobody has answered: give a day up to ${today}.`,
    )
  }
  checkSeparateFiles([responses], [['--out', out]])
  return responses
}
