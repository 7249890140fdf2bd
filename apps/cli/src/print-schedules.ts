import { listSchedules, type ScheduleView, synchronizeSchedules, type Workspace } from '@rapport/run'
import { CommandError } from './command-error.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { table } from './table.ts'

/** The schedules as rapport.yaml has them now. */
export async function currentSchedules(workspace: Workspace): Promise<readonly ScheduleView[]> {
  const { db } = workspace.store
  const now = new Date()
  await synchronizeSchedules(db, workspace.config, now)
  return listSchedules(db, now)
}

/** Prints the schedules with what is next and what was last. */
export async function printSchedules(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const schedules = await currentSchedules(workspace)
    const rows = schedules.map((schedule) => [
      schedule.name,
      schedule.cron,
      schedule.timezone,
      schedule.connections?.join(', ') ?? 'all',
      nextText(schedule),
      schedule.lastRun === null ? '' : `run ${schedule.lastRun.id} ${schedule.lastRun.state}`,
      schedule.skipped === null ? '' : `${moment(schedule.skipped.at)} ${schedule.skipped.reason}`,
    ])
    printResult(options, schedules, () =>
      rows.length === 0
        ? ['no schedules: add some under "schedules" in rapport.yaml']
        : table(['schedule', 'cron', 'zone', 'connections', 'next', 'last', 'note'], rows),
    )
  })
}

/** Prints the next five times of a schedule. */
export async function printNextTimes(options: GlobalOptions, name: string): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const schedules = await currentSchedules(workspace)
    const schedule = schedules.find((candidate) => candidate.name === name)
    if (schedule === undefined) {
      const known = schedules.map((known) => known.name).join(', ') || 'none'
      throw new CommandError(`there is no schedule "${name}" (there: ${known})`)
    }
    const local = new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone: schedule.timezone, dateStyle: 'short', timeStyle: 'short' },
    })
    const times = schedule.nextTimes.map((time) => ({ at: time, local: local.format(time) }))
    printResult(options, { name, timezone: schedule.timezone, paused: schedule.paused, times }, () =>
      schedule.paused
        ? [nextText(schedule)]
        : times.map(({ at, local: shown }) => `${shown} ${schedule.timezone}  (${moment(at)})`),
    )
  })
}

function nextText({ paused, pausedBy, nextDueAt }: ScheduleView): string {
  if (paused) return pausedBy === null ? 'paused in rapport.yaml' : `paused by ${pausedBy}`
  return nextDueAt === null ? 'never' : moment(nextDueAt)
}

function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16)}Z`
}
