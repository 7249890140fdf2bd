import { modelLines, valueReport } from '@rapport/run'
import { CommandError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { type GlobalOptions, printResult } from '../output.ts'
import { withScores } from './opened-report.ts'
import { valueReportLines } from './value-report-text.ts'

/** `rapport report value`. */
export async function printValueReport(options: GlobalOptions): Promise<void> {
  await withScores(options, async ({ workspace, scores, signal }) => {
    const report = await valueReport(workspace, scores, signal)
    if (report === null) {
      throw new CommandError(`the model behind the scores is not known: run "${commandName} score" first`)
    }
    const { outcome, reason, candidates } = report.model
    const model = { outcome, reason, candidates, parameters: null, spendParameters: null }
    printResult(options, report, () => valueReportLines(report, modelLines(model, false)))
  })
}
