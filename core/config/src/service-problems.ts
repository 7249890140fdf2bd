import { groupOf } from './plain-data.ts'
import type { Path } from './problem.ts'
import type { ProblemList } from './problem-list.ts'
import { type ServiceSettings, serviceSettings } from './service-settings.ts'

/** What is wrong with working hours beyond their form, and where below `schedules`. */
export type ProblemsOfSchedules = (
  schedules: ServiceSettings['schedules'],
) => readonly { readonly path: Path; readonly message: string }[]

const place = ['metrics', 'service']

/** Checks the working hours, whose rules are those of the metrics; what the schema refuses is told by it already. */
export function checkService(
  data: unknown,
  problemsOfSchedules: ProblemsOfSchedules | undefined,
  problems: ProblemList,
): void {
  const read = serviceSettings.safeParse(groupOf(groupOf(data).metrics).service ?? {})
  if (!read.success) return
  const { schedules, targetClock } = read.data
  if (schedules.length === 0) {
    if (targetClock === 'business') {
      problems.atValue(
        [...place, 'targetClock'],
        'the target counts working hours, and none are set',
        'add metrics.service.schedules, or write calendar',
      )
    }
    return
  }
  for (const { path, message } of problemsOfSchedules?.(schedules) ?? []) {
    problems.atValue([...place, 'schedules', ...path], message)
  }
}
