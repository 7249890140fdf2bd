import {
  pauseSchedule,
  runScheduleNow,
  ScheduleError,
  synchronizeSchedules,
  type Workspace,
} from '@rapport/run'
import { CommandError } from './command-error.ts'
import { commandName } from './command-name.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { userName } from './user-name.ts'

/** Asks for a run of a schedule now. */
export async function runNow(options: GlobalOptions, name: string): Promise<void> {
  await change(options, async (workspace) => {
    const { requestId } = await runScheduleNow(workspace.store.db, name, userName())
    printResult(options, { schedule: name, requestId }, () => [
      `${name} is asked for: a process of "${commandName} serve" runs it as soon as the workspace is free`,
    ])
  })
}

/** Pauses a schedule, or lets it go on. */
export async function pause(options: GlobalOptions, name: string, paused: boolean): Promise<void> {
  await change(options, async (workspace) => {
    await pauseSchedule(workspace.store.db, name, paused, userName())
    printResult(options, { schedule: name, paused }, () => [
      paused ? `${name} is paused` : `${name} goes on from now`,
    ])
  })
}

async function change(options: GlobalOptions, work: (workspace: Workspace) => Promise<void>): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    await synchronizeSchedules(workspace.store.db, workspace.config, new Date())
    try {
      await work(workspace)
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error
      throw new CommandError(error.message)
    }
  })
}
