import path from 'node:path'
import process from 'node:process'
import { exitWith } from '../../exit-codes.ts'
import { interruption } from '../../interruption.ts'
import { type GlobalOptions, printLines, tell } from '../../output.ts'
import { printableJson } from '../../printable.ts'
import { exitCodeOfRun } from '../../run-report.ts'
import { reviewsDemoReport, reviewsDemoSummary } from './reviews-demo-report.ts'
import { type ReviewsDemoOptions, runReviewsDemo } from './reviews-demo-run.ts'

/** Runs the demo of reviews, shows how it goes, and prints what it found; with `--json` one object. */
export async function performReviewsDemo(
  options: GlobalOptions,
  wanted: Pick<ReviewsDemoOptions, 'reset' | 'limits'>,
): Promise<void> {
  using stop = interruption(() => tell('', 'rapport: stopping; run the demo again to go on'))
  const outcome = await runReviewsDemo({
    ...wanted,
    folder: path.relative(process.cwd(), path.resolve('.rapport', 'demo')),
    signal: stop.signal,
  })
  stop.signal.throwIfAborted()
  if (options.json === true) printLines([printableJson(reviewsDemoSummary(outcome))])
  else printLines(reviewsDemoReport(outcome))
  if (outcome.result.message !== null) tell(`rapport: ${outcome.result.message}`)
  exitWith(exitCodeOfRun(outcome.result, false))
}
