import { Command } from 'commander'
import { wholeNumber } from '../arguments.ts'
import { optionsOf } from '../output.ts'

/** `rapport rejects`: what was set aside, and why. */
export function rejectsCommand(): Command {
  return new Command('rejects')
    .summary('list the records that were set aside, with their reasons')
    .description(
      `Lists the records that could not be read, resolved, scored or written, each with its reason, latest first. The others go on
without them. Mend the cause in the source or the CRM: the next sync tries them again and takes them off this list. With --retry all of them
are tried again: at once where the source can be asked for a record by its id, else by the next sync. What a revert was refused, no sync
tries again: that is for "rapport revert".`,
    )
    .option('--show <n>', 'how many records to list', wholeNumber, 50)
    .option('--retry', 'try all of them again')
    .action(async (_: unknown, command: Command) => {
      const options = optionsOf<{ show: number; retry?: true }>(command)
      if (options.retry) {
        const { retrySetAside } = await import('../retry-set-aside.ts')
        return retrySetAside(options)
      }
      const { printRejects } = await import('../print-rejects.ts')
      await printRejects(options)
    })
}
