import { Command } from 'commander'
import { optionsOf } from '../output.ts'

/** `rapport doctor`: whether all that Rapport stands on is sound. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('check the installation, the database and the last runs')
    .description(
      `Checks Node, the configuration, the database and the state of the runs, and says what to do about what it finds. It calls no
connected system: that is what "rapport check" does. Exits with 1 where something needs attention.`,
    )
    .action(async (_: unknown, command: Command) => {
      const { examine } = await import('../examine.ts')
      await examine(optionsOf(command))
    })
}
