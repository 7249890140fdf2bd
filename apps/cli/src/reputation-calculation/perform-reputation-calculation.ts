import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exitCodes, exitWith } from '../exit-codes.ts'
import { type GlobalOptions, tell } from '../output.ts'
import { csvWithRows, jsonWithRows } from '../streamed-rows.ts'
import { countOf } from '../value-calculation/figure-text.ts'
import { writeTextFile } from '../value-calculation/written-file.ts'
import { calculateReputation } from './calculate-reputation.ts'
import { checkReputationRequest, type ReputationRequest } from './reputation-request.ts'
import { PLACE_COLUMNS, placeCells, placeRows, resultHead, resultTail } from './reputation-result.ts'
import { reputationLines } from './reputation-text.ts'
import { ReviewExamples } from './review-examples.ts'

const MS_PER_DAY = 86_400_000

/**
 * `rapport calc reputation`: computes, prints the result on standard output, and writes the places where that was asked for. Rows
 * that were set aside are in the result, with their lines and reasons.
 */
export async function performReputationCalculation(
  request: ReputationRequest & GlobalOptions,
): Promise<void> {
  const tomorrow = (Math.floor(Date.now() / MS_PER_DAY) + 1) * MS_PER_DAY
  const { reviews, asOf } = checkReputationRequest(request, tomorrow)
  const calculation = await calculateReputation(reviews, { asOf, tomorrow })
  if (request.out !== undefined) {
    await writeTextFile(request.out, csvWithRows(PLACE_COLUMNS, placeCells(calculation)))
    tell(`The places are in ${request.out}.`)
  }
  using examples = new ReviewExamples(calculation.path, calculation.file)
  const output =
    request.json === true
      ? jsonWithRows(
          resultHead(calculation),
          { name: 'places', rows: placeRows(calculation, examples) },
          resultTail(calculation, examples),
        )
      : [`${reputationLines(calculation).join('\n')}\n`]
  await pipeline(Readable.from(output), process.stdout, { end: false })
  const { setAside } = calculation.counts
  if (setAside > 0) {
    tell(`${countOf(setAside, 'row was', 'rows were')} set aside; the result says which and why.`)
    exitWith(exitCodes.rejects)
  }
}
