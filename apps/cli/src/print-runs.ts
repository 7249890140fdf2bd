import type { Counts, Workspace } from '@rapport/run'
import { listRuns, showRun } from '@rapport/run'
import { CommandError } from './command-error.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { counts, duration } from './quantities.ts'
import { table } from './table.ts'

/** Prints the latest runs, newest first. */
export async function printRuns(options: GlobalOptions & { readonly show: number }): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const runs = await listRuns(workspace.store.db, options.show)
    const rows = runs.map((run) => [
      String(run.id),
      run.dry_run ? `${run.kind} (dry run)` : run.kind,
      run.state,
      moment(run.started_at),
      elapsed(run),
      run.error ?? '',
    ])
    printResult(options, runs, () =>
      runs.length === 0
        ? ['no runs yet: start one with rapport sync']
        : table(['run', 'what', 'state', 'started', 'took', 'message'], rows, [
            'right',
            'left',
            'left',
            'left',
            'right',
          ]),
    )
  })
}

/** Prints one run with its steps. */
export async function printRun(options: GlobalOptions, id: number): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const run = await findRun(workspace, id)
    const rows = run.steps.map((step) => [
      step.connection === null ? step.name : `${step.name} (${step.connection})`,
      step.state,
      elapsed(step),
      step.error ?? counts((step.counts ?? {}) as Counts),
    ])
    printResult(options, run, () => [
      `run ${run.id}: ${run.kind}${run.dry_run ? ' (dry run)' : ''} ${run.state}, started ${moment(run.started_at)}`,
      ...(run.error === null ? [] : [run.error]),
      ...table(['step', 'state', 'took', 'result'], rows, ['left', 'left', 'right']),
    ])
  })
}

async function findRun(workspace: Workspace, id: number) {
  const run = await showRun(workspace.store.db, id)
  if (run === undefined) throw new CommandError(`there is no run ${id}: rapport runs lists them`)
  return run
}

function elapsed(timed: { started_at: Date | null; finished_at: Date | null }): string {
  if (timed.started_at === null || timed.finished_at === null) return ''
  return duration((timed.finished_at.getTime() - timed.started_at.getTime()) / 1000)
}

/** A moment to the second, in UTC. */
function moment(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}
