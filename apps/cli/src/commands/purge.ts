import { Command } from 'commander'
import { optionsOf } from '../output.ts'

/** `rapport purge`: deletes what may not be kept any longer. */
export function purgeCommand(): Command {
  return new Command('purge')
    .summary('delete what the terms of a source do not allow to be kept any longer')
    .description(
      `Deletes reviews, and all of places but their ids, where the source allows keeping them for 24 hours only, what was set aside of
them, and copies. Then it says what is due next, and when. Every sync does the same at its start and at its end. What has expired is
not given out meanwhile, whether or not it was deleted; run this between syncs that are further apart than the terms allow.`,
    )
    .action(async (_: unknown, command: Command) => {
      const { purge } = await import('../purge-expired.ts')
      await purge(optionsOf(command))
    })
}
