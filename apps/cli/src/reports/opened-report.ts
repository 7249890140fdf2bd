import { type ScoresInForce, scoresInForce, type Workspace } from '@rapport/run'
import { CommandError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { withWorkspace } from '../open-workspace.ts'
import type { GlobalOptions } from '../output.ts'

/** An open workspace with scores. */
export interface ScoredWorkspace {
  readonly workspace: Workspace
  readonly scores: ScoresInForce
  readonly signal: AbortSignal
}

/** Does some work in a workspace that has scores. Throws a CommandError that says what to run where it has none. */
export async function withScores(
  options: GlobalOptions,
  work: (scored: ScoredWorkspace) => Promise<void>,
): Promise<void> {
  await withWorkspace(options, async (workspace, signal) => {
    const scores = await scoresInForce(workspace, signal)
    if (scores === null) {
      throw new CommandError(
        `no customer is scored yet, so there is nothing to report: run "${commandName} sync" first`,
      )
    }
    await work({ workspace, scores, signal })
  })
}
