import process from 'node:process'
import type { Configuration } from '@rapport/config'
import type { AnyConnector } from '@rapport/connector'
import type { RunEvent, RunResult } from '@rapport/run'
import { tell } from './output.ts'
import { plainProgress } from './progress/plain.ts'
import { expectedSteps, type StageName } from './steps.ts'

/** What a run will do, for its display. */
export interface WatchedRun {
  readonly config: Configuration
  readonly connectors: ReadonlyMap<string, AnyConnector>
  readonly stages: readonly StageName[]
  readonly connections: readonly string[] | null
}

/** Whether lines can move: a terminal that knows its width and can go back to a line. */
function canMove(): boolean {
  return process.stderr.isTTY && process.stderr.columns > 0 && process.env.TERM !== 'dumb'
}

/** Shows the progress of a run: moving lines on a terminal, one line per finished step elsewhere. */
export async function watchRun(
  run: WatchedRun,
  work: (onEvent: (event: RunEvent) => void) => Promise<RunResult>,
): Promise<RunResult> {
  if (!canMove()) return work(plainProgress((line) => tell(line)))
  const { terminalProgress } = await import('./progress/terminal.ts')
  const progress = terminalProgress(expectedSteps(run.config, run.connectors, run))
  try {
    return await work(progress.onEvent)
  } finally {
    await progress.close()
  }
}
