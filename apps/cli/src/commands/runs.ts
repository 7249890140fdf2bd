import { Command } from 'commander'
import { wholeNumber } from '../arguments.ts'
import { optionsOf } from '../output.ts'

/** `rapport runs`: what was done when, and how it went. */
export function runsCommand(): Command {
  return new Command('runs')
    .summary('list the latest runs, or show one')
    .description('Lists the latest runs and how they went; with a number, shows the steps of that run.')
    .argument('[run]', 'the number of a run', wholeNumber)
    .option('--show <n>', 'how many runs to list', wholeNumber, 20)
    .action(async (run: number | undefined, _: unknown, command: Command) => {
      const options = optionsOf<{ show: number }>(command)
      const { printRuns, printRun } = await import('../print-runs.ts')
      await (run === undefined ? printRuns(options) : printRun(options, run))
    })
}
