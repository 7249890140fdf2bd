import { Command } from 'commander'
import { optionsOf } from '../output.ts'

/** `rapport score`: scores what the store holds. */
export function scoreCommand(): Command {
  return new Command('score')
    .summary('score what was read so far')
    .description(
      `Resolves the stored records to customers and scores them, without reading from or writing to any connected system. Useful
after a change of the settings under "metrics".`,
    )
    .option('--wait', 'wait for another sync of this workspace instead of giving up')
    .action(async (_: unknown, command: Command) => {
      const options = optionsOf<{ wait?: boolean }>(command)
      const { performRun } = await import('../perform-run.ts')
      await performRun(options, {
        stages: ['resolve', 'score'],
        dryRun: false,
        wait: options.wait ?? false,
        confirm: false,
        connections: null,
        detailedExitCode: false,
      })
    })
}
