import { Command } from 'commander'
import { wholeNumber, wholeNumbers } from '../arguments.ts'
import { optionsOf } from '../output.ts'

interface PlanOptions {
  readonly show: number
  readonly new?: boolean
  readonly wait?: boolean
}

/** `rapport plan`: what would change in the CRM, or did. */
export function planCommand(): Command {
  return new Command('plan')
    .summary('show what would change in the CRM')
    .description(
      `Shows a plan record by record and field by field, old → new: by default the latest one, which the last sync or dry run made.
Nothing is written. With --new the exit code is that of the run which plans, and where it made no plan, none is shown.`,
    )
    .argument('[plans...]', 'numbers of plans, as "rapport sync" tells them', wholeNumbers, [])
    .option('--show <n>', 'how many records to show of each plan', wholeNumber, 20)
    .option('--new', 'plan anew first, from what was read so far')
    .option('--wait', 'with --new: wait for another sync of this workspace instead of giving up')
    .action(async (numbers: readonly number[], _: unknown, command: Command) => {
      const options = optionsOf<PlanOptions>(command)
      const { showPlans } = await import('../show-plans.ts')
      await showPlans(options, numbers)
    })
}
