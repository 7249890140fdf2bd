import { runStages } from '@rapport/run'
import { exitWith } from './exit-codes.ts'
import { mustExist } from './named-connections.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult, tell } from './output.ts'
import { mustResolve } from './resolvable-secrets.ts'
import { withRoundedSeconds } from './run-data.ts'
import { exitCodeOfRun, reportRun } from './run-report.ts'
import type { StageName } from './steps.ts'
import { watchRun } from './watch-run.ts'

/** What a run is asked to do. */
export interface RunRequest {
  readonly stages: readonly StageName[]
  readonly dryRun: boolean
  readonly wait: boolean
  readonly confirm: boolean
  readonly connections: readonly string[] | null
  /** Whether a dry run with changes has an exit code of its own. */
  readonly detailedExitCode: boolean
}

/** Runs some stages, shows how they go, prints what they came to and sets the exit code. */
export async function performRun(options: GlobalOptions, request: RunRequest): Promise<void> {
  await withWorkspace(
    options,
    async (workspace, signal) => {
      mustExist(workspace, request.connections ?? [])
      if (request.stages.includes('extract')) await mustResolve(workspace, request.connections)
      const { config, connectors } = workspace
      const result = await watchRun({ config, connectors, ...request }, (onEvent) =>
        runStages(workspace, { ...request, signal, onEvent }),
      )
      printResult(options, withRoundedSeconds(result), () => reportRun(result))
      if (result.message !== null && result.state !== 'cancelled') tell(`rapport: ${result.message}`)
      exitWith(exitCodeOfRun(result, request.detailedExitCode))
    },
    'stopping; what was read and written so far is kept, and the same command goes on from there',
  )
}
