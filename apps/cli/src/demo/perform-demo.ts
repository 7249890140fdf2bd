import path from 'node:path'
import process from 'node:process'
import { exitWith } from '../exit-codes.ts'
import { interruption } from '../interruption.ts'
import { type GlobalOptions, printLines, tell } from '../output.ts'
import { exitCodeOfRun } from '../run-report.ts'
import { demoReport, demoSummary } from './demo-report.ts'
import { type DemoOptions, runDemo } from './demo-run.ts'

/** Runs the demo, shows how it goes, and prints what it found; with `--json` one object. */
export async function performDemo(
  options: GlobalOptions,
  wanted: Pick<DemoOptions, 'crm' | 'full' | 'reset' | 'limits'>,
): Promise<void> {
  using stop = interruption(() => tell('', 'rapport: stopping; run the demo again to go on'))
  const outcome = await runDemo({
    ...wanted,
    folder: path.relative(process.cwd(), path.resolve('.rapport', 'demo')),
    signal: stop.signal,
  })
  stop.signal.throwIfAborted()
  if (options.json) process.stdout.write(`${JSON.stringify(demoSummary(outcome))}\n`)
  else printLines(demoReport(outcome))
  if (outcome.result.message !== null) tell(`rapport: ${outcome.result.message}`)
  exitWith(exitCodeOfRun(outcome.result, false))
}
