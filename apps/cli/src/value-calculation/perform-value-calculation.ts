import path from 'node:path'
import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { validationPage } from '../calculation-report/validation-page.ts'
import { exitCodes, exitWith } from '../exit-codes.ts'
import { type GlobalOptions, tell } from '../output.ts'
import { count } from '../quantities.ts'
import { calculateValue, type ValueCalculation } from './calculate-value.ts'
import { csvLines, jsonParts } from './value-output.ts'
import { checkValueRequest, type ValueRequest } from './value-request.ts'
import { valueText } from './value-text.ts'
import { writeTextFile } from './written-file.ts'

/** `rapport calc value`: computes, prints the result on standard output, and writes the files that were asked for. */
export async function performValueCalculation(request: ValueRequest & GlobalOptions): Promise<void> {
  const today = new Date().toISOString().slice(0, 10)
  checkValueRequest(request, today)
  const calculation = await calculateValue(request, today)
  if (request.out !== undefined) {
    await writeTextFile(request.out, csvLines(calculation))
    tell(`The customers are in ${request.out}.`)
  }
  if (request.report !== undefined) await writeReport(request.report, request, calculation)
  const output = request.json === true ? jsonParts(request, calculation) : valueText(request, calculation)
  await pipeline(Readable.from(output), process.stdout, { end: false })
  const skipped = calculation.purchases?.counts.skipped ?? 0
  if (skipped > 0) {
    tell(
      `${count(skipped)} ${skipped === 1 ? 'row was' : 'rows were'} skipped, and listed in ${request.badRows}.`,
    )
    exitWith(exitCodes.rejects)
  }
}

async function writeReport(
  file: string,
  request: ValueRequest,
  { purchases, asOf }: ValueCalculation,
): Promise<void> {
  if (purchases?.validation == null || request.transactions === undefined) return
  const page = validationPage({
    source: path.basename(request.transactions),
    asOf,
    currency: purchases.currency,
    report: purchases.validation.report,
    choice: purchases.fitted.choice,
  })
  await writeTextFile(file, [page])
  tell(`The validation is in ${file}: open it in a browser.`)
}
