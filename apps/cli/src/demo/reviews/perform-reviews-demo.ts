import path from 'node:path'
import process from 'node:process'
import type { Workspace } from '@rapport/run'
import { exitWith } from '../../exit-codes.ts'
import { type GlobalOptions, printLines, tell } from '../../output.ts'
import { printableJson } from '../../printable.ts'
import { exitCodeOfRun } from '../../run-report.ts'
import { type DemoServing, demoInterruption, serveDemo } from '../demo-serving.ts'
import { reviewsDemoReport, reviewsDemoSummary } from './reviews-demo-report.ts'
import { type ReviewsDemoOptions, type ReviewsDemoOutcome, runReviewsDemo } from './reviews-demo-run.ts'

/** Runs the demo of reviews, shows how it goes, and prints what it found; with `--json` one object. Then serves it, where that is asked for. */
export async function performReviewsDemo(
  options: GlobalOptions,
  wanted: Pick<ReviewsDemoOptions, 'reset' | 'limits'>,
  serving: DemoServing | null,
): Promise<void> {
  using stop = await demoInterruption(serving)
  await runReviewsDemo(
    {
      ...wanted,
      scheduled: serving !== null,
      folder: path.relative(process.cwd(), path.resolve('.rapport', 'demo')),
      signal: stop.signal,
    },
    async (outcome: ReviewsDemoOutcome, workspace: Workspace) => {
      stop.signal.throwIfAborted()
      if (options.json === true) printLines([printableJson(reviewsDemoSummary(outcome))])
      else printLines(reviewsDemoReport(outcome, serving !== null))
      if (outcome.result.message !== null) tell(`rapport: ${outcome.result.message}`)
      exitWith(exitCodeOfRun(outcome.result, false))
      if (serving !== null) await serveDemo(serving, workspace, outcome.configFile, stop.signal)
    },
  )
}
