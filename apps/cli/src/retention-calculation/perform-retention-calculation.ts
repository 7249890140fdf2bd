import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exitCodes, exitWith } from '../exit-codes.ts'
import { type GlobalOptions, tell } from '../output.ts'
import { count } from '../quantities.ts'
import { writeTextFile } from '../value-calculation/written-file.ts'
import { calculateRetention, type RetentionCalculation } from './calculate-retention.ts'
import { csvParts, jsonParts } from './retention-output.ts'
import { checkRetentionRequest, type RetentionRequest } from './retention-request.ts'
import { calculationResult, contractRetentionResult } from './retention-result.ts'
import { contractRetentionLines, retentionLines } from './retention-text.ts'

/** `rapport calc retention`: computes, prints the result on standard output, and writes the customers where that was asked for. */
export async function performRetentionCalculation(request: RetentionRequest & GlobalOptions): Promise<void> {
  const today = new Date().toISOString().slice(0, 10)
  checkRetentionRequest(request, today)
  const calculation = await calculateRetention(request, today)
  if (request.out !== undefined && calculation.report !== null) {
    await writeTextFile(request.out, csvParts(calculation))
    tell(`The customers are in ${request.out}.`)
  }
  const output = request.json === true ? jsonParts(calculation) : [text(calculation)]
  await pipeline(Readable.from(output), process.stdout, { end: false })
  const skipped = calculation.report === null ? 0 : calculation.transactions.counts.skipped
  if (skipped > 0) {
    const rows = `${count(skipped)} ${skipped === 1 ? 'row was' : 'rows were'}`
    tell(`${rows} skipped, and listed in ${request.badRows}.`)
    exitWith(exitCodes.rejects)
  }
}

function text(calculation: RetentionCalculation): string {
  const lines =
    calculation.report === null
      ? contractRetentionLines(contractRetentionResult(calculation))
      : retentionLines(calculationResult(calculation))
  return `${lines.join('\n')}\n`
}
