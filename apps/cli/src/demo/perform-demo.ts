import path from 'node:path'
import process from 'node:process'
import type { Workspace } from '@rapport/run'
import { exitWith } from '../exit-codes.ts'
import { type GlobalOptions, printLines, tell } from '../output.ts'
import { exitCodeOfRun } from '../run-report.ts'
import { demoReport, demoSummary } from './demo-report.ts'
import { type DemoOptions, type DemoOutcome, runDemo } from './demo-run.ts'
import { type DemoServing, demoInterruption, serveDemo } from './demo-serving.ts'

/** Runs the demo, shows how it goes, and prints what it found; with `--json` one object. Then serves it, where that is asked for. */
export async function performDemo(
  options: GlobalOptions,
  wanted: Pick<DemoOptions, 'crm' | 'full' | 'reset' | 'limits'>,
  serving: DemoServing | null,
): Promise<void> {
  using stop = await demoInterruption(serving)
  await runDemo(
    {
      ...wanted,
      served: serving !== null,
      folder: path.relative(process.cwd(), path.resolve('.rapport', 'demo')),
      signal: stop.signal,
    },
    async (outcome: DemoOutcome, workspace: Workspace) => {
      stop.signal.throwIfAborted()
      if (options.json) process.stdout.write(`${JSON.stringify(demoSummary(outcome))}\n`)
      else printLines(demoReport(outcome, serving !== null))
      if (outcome.result.message !== null) tell(`rapport: ${outcome.result.message}`)
      exitWith(exitCodeOfRun(outcome.result, false))
      if (serving !== null) await serveDemo(serving, workspace, outcome.configFile, stop.signal)
    },
  )
}
