import process from 'node:process'
import { type RunEvent, type RunOptions, type RunResult, runStages, type Workspace } from '@rapport/run'
import { exitWith } from './exit-codes.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult, tell } from './output.ts'
import { plainProgress } from './progress/plain.ts'
import { exitCodeOfRun, reportRun } from './run-report.ts'
import { expectedSteps, type StageName } from './steps.ts'
import { UsageError } from './usage-error.ts'

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
      mustExist(workspace, request.connections)
      const result = await watch(workspace, request, (onEvent) =>
        runStages(workspace, { ...request, signal, onEvent } satisfies RunOptions & {
          stages: readonly StageName[]
        }),
      )
      printResult(options, result, () => reportRun(result))
      if (result.message !== null && result.state !== 'cancelled') tell(`rapport: ${result.message}`)
      exitWith(exitCodeOfRun(result, request.detailedExitCode))
    },
    'stopping; what was read and written so far is kept, and the same command goes on from there',
  )
}

/** Shows the progress of some work: moving lines on a terminal, one line per finished step elsewhere. */
async function watch(
  workspace: Workspace,
  request: RunRequest,
  work: (onEvent: (event: RunEvent) => void) => Promise<RunResult>,
): Promise<RunResult> {
  if (!process.stderr.isTTY) return work(plainProgress((line) => tell(line)))
  const { terminalProgress } = await import('./progress/terminal.ts')
  const progress = terminalProgress(expectedSteps(workspace.config, workspace.connectors, request))
  try {
    return await work(progress.onEvent)
  } finally {
    await progress.close()
  }
}

function mustExist(workspace: Workspace, connections: readonly string[] | null): void {
  const known = Object.keys(workspace.config.connections)
  for (const name of connections ?? []) {
    if (!known.includes(name)) {
      throw new UsageError(`there is no connection "${name}": rapport.yaml has ${known.join(', ') || 'none'}`)
    }
  }
}
