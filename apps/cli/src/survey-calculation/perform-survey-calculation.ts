import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exitCodes, exitWith } from '../exit-codes.ts'
import { type GlobalOptions, tell } from '../output.ts'
import { csvWithRows, jsonWithRows } from '../streamed-rows.ts'
import { countOf } from '../value-calculation/figure-text.ts'
import { writeTextFile } from '../value-calculation/written-file.ts'
import { calculateSurveys } from './calculate-surveys.ts'
import { checkSurveyRequest, type SurveyRequest } from './survey-request.ts'
import { SURVEY_COLUMNS, surveyResult, surveyRows } from './survey-result.ts'
import { surveyLines } from './survey-text.ts'

/**
 * `rapport calc surveys`: computes, prints the result on standard output, and writes the customers where that was asked for.
 * Rows that were set aside are in the result, with their lines and reasons.
 */
export async function performSurveyCalculation(request: SurveyRequest & GlobalOptions): Promise<void> {
  const today = new Date().toISOString().slice(0, 10)
  const responses = checkSurveyRequest(request, today)
  const calculation = await calculateSurveys(responses, request, today)
  if (request.out !== undefined) {
    await writeTextFile(request.out, csvWithRows(SURVEY_COLUMNS, surveyRows(calculation)))
    tell(`The customers are in ${request.out}.`)
  }
  const result = surveyResult(calculation)
  const output =
    request.json === true
      ? jsonWithRows(result, { name: 'customers', rows: surveyRows(calculation) })
      : [`${surveyLines(result).join('\n')}\n`]
  await pipeline(Readable.from(output), process.stdout, { end: false })
  if (calculation.setAside.length > 0) {
    const number = calculation.setAside.length
    tell(`${countOf(number, 'row was', 'rows were')} set aside; the result says which and why.`)
    exitWith(exitCodes.rejects)
  }
}
