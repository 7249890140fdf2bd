import { type RunOptions, type RunResult, runStages, type Workspace } from '@rapport/run'
import { exitWith } from './exit-codes.ts'
import { writeFieldProject } from './field-project.ts'
import { mustExist } from './named-connections.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult, tell } from './output.ts'
import { parkedText, runThroughPauses } from './parked.ts'
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
      let failure: unknown = null
      const onFailure = (error: unknown): void => {
        failure = error
      }
      const result = await runUntilDone(workspace, { ...request, onFailure }, signal)
      printResult(options, withRoundedSeconds(result), () => reportRun(result))
      if (result.message !== null && result.state !== 'cancelled') tell(`rapport: ${result.message}`)
      if (result.waitingUntil !== null) {
        tell(
          `rapport: ${parkedText(result.waitingUntil, workspace.config.timezone)}; run again, or with --wait`,
        )
      }
      await writeFieldProject(workspace, failure)
      exitWith(exitCodeOfRun(result, request.detailedExitCode))
    },
    'stopping; what was read and written so far is kept, and the same command goes on from there',
  )
}

/** One run; with `--wait`, one after another for as long as a vendor wants a pause. */
function runUntilDone(
  workspace: Workspace,
  request: RunRequest & Pick<RunOptions, 'onFailure'>,
  signal: AbortSignal,
): Promise<RunResult> {
  const { config, connectors } = workspace
  const run = () =>
    watchRun({ config, connectors, ...request }, (onEvent) =>
      runStages(workspace, { ...request, signal, onEvent }),
    )
  if (!request.wait) return run()
  const announce = ({ message }: RunResult, until: string): void =>
    tell(`rapport: ${message}`, `rapport: ${parkedText(until, config.timezone)}; waiting`)
  return runThroughPauses(run, announce, signal)
}
