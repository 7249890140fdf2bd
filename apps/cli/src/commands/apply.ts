import { Command } from 'commander'
import { wholeNumbers } from '../arguments.ts'
import { optionsOf } from '../output.ts'

/** `rapport apply`: writes what was planned. */
export function applyCommand(): Command {
  return new Command('apply')
    .summary('write what was planned')
    .description(
      `Writes plans that a dry run made or a guard rail stopped: the given ones, or all that are still open. A revert that was
interrupted goes on only where it is given. A record that changed in the CRM since it was planned is looked at again first. Applying a plan twice writes nothing the second time.`,
    )
    .argument('[plans...]', 'numbers of plans, as "rapport sync" tells them', wholeNumbers, [])
    .option('--confirm', 'also write a plan that a guard rail stopped')
    .action(async (numbers: readonly number[], _: unknown, command: Command) => {
      const options = optionsOf<{ confirm?: boolean }>(command)
      const { applyPlans } = await import('../apply-plans.ts')
      await applyPlans(options, numbers)
    })
}
