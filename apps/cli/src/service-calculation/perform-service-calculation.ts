import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exitCodes, exitWith } from '../exit-codes.ts'
import { type GlobalOptions, tell } from '../output.ts'
import { csvWithRows, jsonWithRows } from '../streamed-rows.ts'
import { countOf } from '../value-calculation/figure-text.ts'
import { writeTextFile } from '../value-calculation/written-file.ts'
import { calculateService } from './calculate-service.ts'
import { checkServiceRequest, type ServiceRequest } from './service-request.ts'
import { resultHead, resultTail, SERVICE_COLUMNS, serviceCsvRows, serviceRows } from './service-result.ts'
import { serviceLines } from './service-text.ts'

/**
 * `rapport calc service`: computes, prints the result on standard output, and writes the tickets where that was asked for. Lines
 * that were set aside are in the result, with their reasons.
 */
export async function performServiceCalculation(request: ServiceRequest & GlobalOptions): Promise<void> {
  const calculation = await calculateService(checkServiceRequest(request))
  tell(...calculation.warnings.map((warning) => `Note: ${warning}`))
  if (calculation.asOf > Date.now())
    tell('Note: --as-of is in the future: what waits now is taken to wait until then.')
  if (request.out !== undefined) {
    await writeTextFile(request.out, csvWithRows(SERVICE_COLUMNS, serviceCsvRows(calculation)))
    tell(`The tickets are in ${request.out}.`)
  }
  const output =
    request.json === true
      ? jsonWithRows(
          resultHead(calculation),
          { name: 'tickets', rows: serviceRows(calculation) },
          resultTail(calculation),
        )
      : [`${serviceLines(calculation).join('\n')}\n`]
  await pipeline(Readable.from(output), process.stdout, { end: false })
  if (calculation.setAside.length > 0) {
    tell(
      `${countOf(calculation.setAside.length, 'line was', 'lines were')} set aside; the result says which and why.`,
    )
    exitWith(exitCodes.rejects)
  }
}
