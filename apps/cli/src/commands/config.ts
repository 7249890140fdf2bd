import { Command } from 'commander'
import { optionsOf } from '../output.ts'

/** `rapport config check` and `rapport config show`. */
export function configCommand(): Command {
  const config = new Command('config')
    .summary('check or show the configuration')
    .description('Checks or shows rapport.yaml. All its keys are explained in docs/configuration.md.')
  config
    .command('check')
    .summary('tell every mistake in rapport.yaml, with its line')
    .description(
      `Tells every mistake in rapport.yaml at once, each with its line, its column and what to write instead. Exits with 5 where there
is one. No connected system is called; "rapport check" does that.`,
    )
    .action(async (_: unknown, command: Command) => {
      const { checkConfiguration } = await import('../configuration-commands.ts')
      await checkConfiguration(optionsOf(command))
    })
  config
    .command('show')
    .summary('print the configuration in force, defaults included')
    .description(
      'Prints the configuration in force as JSON, with the default of everything that rapport.yaml leaves out.',
    )
    .action(async (_: unknown, command: Command) => {
      const { showConfiguration } = await import('../configuration-commands.ts')
      await showConfiguration(optionsOf(command))
    })
  return config
}
