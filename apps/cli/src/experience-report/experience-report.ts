import type { SurveyKind } from '@rapport/metrics'
import {
  advocatesReport,
  experienceReport,
  hasSurveys,
  type SelectedDays,
  type SurveyGrouping,
  selectedDays,
  type Workspace,
} from '@rapport/run'
import { CommandError, UsageError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printResult } from '../output.ts'
import { advocatesLines } from './advocates-text.ts'
import { experienceReportLines } from './experience-report-text.ts'

/** What `rapport report experience` was asked for. */
export interface ExperienceReportOptions extends GlobalOptions {
  readonly from?: string
  readonly to?: string
  readonly by?: SurveyGrouping
  readonly kind?: SurveyKind
  readonly waveDays: number
  /** Lists the promoters instead. */
  readonly advocates?: boolean
}

/** `rapport report experience`. */
export async function printExperienceReport(options: ExperienceReportOptions): Promise<void> {
  const { by, kind, waveDays } = options
  if (options.advocates === true && (by !== undefined || kind !== undefined)) {
    throw new UsageError('--advocates lists people by their NPS answers: leave --by and --kind out.')
  }
  await withWorkspace(options, async (workspace) => {
    if (!(await hasSurveys(workspace.store.db))) {
      throw new CommandError(
        `no survey is known yet: connect a system that has surveys, then run "${commandName} sync"`,
      )
    }
    const days = daysOf(options, workspace)
    if (options.advocates === true) {
      const report = await advocatesReport(workspace, days)
      printResult(options, report, () => advocatesLines(report))
      return
    }
    const report = await experienceReport(workspace, { days, grouping: by ?? null, waveDays })
    printResult(options, report, () => experienceReportLines(report))
  })
}

function daysOf({ from, to, kind }: ExperienceReportOptions, workspace: Workspace): SelectedDays {
  const days = selectedDays(workspace, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(kind === undefined ? {} : { kind }),
  })
  if (days.from > days.to) {
    throw new CommandError(
      to !== undefined && to <= days.to
        ? `--from ${days.from} is after --to ${to}: swap them`
        : `--from ${days.from} is after the last day that is evaluated, ${days.to}: give an earlier one`,
    )
  }
  return days
}
