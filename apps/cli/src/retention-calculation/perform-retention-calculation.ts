import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exitCodes, exitWith } from '../exit-codes.ts'
import { type GlobalOptions, tell } from '../output.ts'
import { count } from '../quantities.ts'
import { writeTextFile } from '../value-calculation/written-file.ts'
import { calculateRetention, type RetentionCalculation } from './calculate-retention.ts'
import { csvParts, jsonParts } from './retention-output.ts'
import { checkedRequest, type GivenOptions } from './retention-request.ts'
import { calculationResult } from './retention-result.ts'
import { retentionLines } from './retention-text.ts'

/** `rapport calc retention`: computes, prints the result on standard output, and writes the customers where that was asked for. */
export async function performRetentionCalculation(options: GivenOptions & GlobalOptions): Promise<void> {
  const today = new Date().toISOString().slice(0, 10)
  const request = checkedRequest(options, today)
  const calculation = await calculateRetention(request, today)
  if (request.out !== undefined) {
    await writeTextFile(request.out, csvParts(calculation))
    tell(`The customers are in ${request.out}.`)
  }
  const output = request.json === true ? jsonParts(calculation) : [text(calculation)]
  await pipeline(Readable.from(output), process.stdout, { end: false })
  const { skipped } = calculation.transactions.counts
  if (skipped > 0) {
    const rows = `${count(skipped)} ${skipped === 1 ? 'row was' : 'rows were'}`
    tell(`${rows} skipped, and listed in ${request.badRows}.`)
    exitWith(exitCodes.rejects)
  }
}

const text = (calculation: RetentionCalculation): string =>
  `${retentionLines(calculationResult(calculation)).join('\n')}\n`
