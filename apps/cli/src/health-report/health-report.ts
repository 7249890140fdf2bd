import type { HealthBand } from '@rapport/metrics'
import { healthBackTestReport, healthReport } from '@rapport/run'
import { CommandError, UsageError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printResult } from '../output.ts'
import { backTestLines } from './back-test-text.ts'
import { healthReportLines } from './health-report-text.ts'

/** What `rapport report health` was asked for. */
export interface HealthReportOptions extends GlobalOptions {
  readonly band: HealthBand
  readonly limit: number
  readonly by?: 'segment'
  /** Tests past scores instead. */
  readonly backTest?: boolean
  /** Days. */
  readonly window?: number
}

const defaultWindow = 90

/** `rapport report health`. */
export async function printHealthReport(options: HealthReportOptions): Promise<void> {
  const { band, limit, by, window } = options
  if (window !== undefined && options.backTest !== true) {
    throw new UsageError('--window belongs to --back-test: give both.')
  }
  await withWorkspace(options, async (workspace) => {
    if (options.backTest === true) {
      const report = await healthBackTestReport(workspace, { windowDays: window ?? defaultWindow })
      if (report === null) throw nothingScored()
      printResult(options, report, () => backTestLines(report))
      return
    }
    const report = await healthReport(workspace, { band, limit, grouping: by ?? null })
    if (report === null) throw nothingScored()
    printResult(options, report, () => healthReportLines(report))
  })
}

function nothingScored(): CommandError {
  return new CommandError(
    `no health is scored yet: connect a system that has tickets, surveys or activity, then run "${commandName} sync"`,
  )
}
