import { listRuns, showRun, type Workspace } from '@rapport/run'
import { CommandError } from './command-error.ts'
import { commandName } from './command-name.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { counts, duration } from './quantities.ts'
import { runData, stepData } from './run-data.ts'
import { table } from './table.ts'

/** Prints the latest runs, newest first. */
export async function printRuns(options: GlobalOptions & { readonly show: number }): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const runs = (await listRuns(workspace.store.db, options.show)).map(runData)
    const rows = runs.map((run) => [
      String(run.id),
      run.dryRun ? `${run.kind} (dry run)` : run.kind,
      run.state,
      moment(run.startedAt),
      run.seconds === null ? '' : duration(run.seconds),
      run.planIds.join(' '),
      run.message ?? '',
    ])
    printResult(options, runs, () =>
      runs.length === 0
        ? [`no runs yet: start one with ${commandName} sync`]
        : table(['run', 'what', 'state', 'started', 'took', 'plans', 'message'], rows, [
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
    const stored = await findRun(workspace, id)
    const run = { ...runData(stored), steps: stored.steps.map(stepData) }
    const rows = run.steps.map((step) => [
      step.connection === null ? step.name : `${step.name} (${step.connection})`,
      step.state,
      step.seconds === null ? '' : duration(step.seconds),
      step.message ?? counts(step.counts ?? {}),
    ])
    printResult(options, run, () => [
      `run ${run.id}: ${run.kind}${run.dryRun ? ' (dry run)' : ''} ${run.state}, started ${moment(run.startedAt)}`,
      ...(run.message === null ? [] : [run.message]),
      ...table(['step', 'state', 'took', 'result'], rows, ['left', 'left', 'right']),
      ...(run.planIds.length === 0
        ? []
        : [`look at the changes with: ${commandName} plan ${run.planIds.join(' ')}`]),
    ])
  })
}

async function findRun(workspace: Workspace, id: number) {
  const run = await showRun(workspace.store.db, id)
  if (run === undefined) throw new CommandError(`there is no run ${id}: "${commandName} runs" lists them`)
  return run
}

/** A moment to the second, in UTC. */
function moment(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}
