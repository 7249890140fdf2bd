import { Command } from 'commander'
import { optionsOf } from '../output.ts'

/** `rapport check`: whether the connected systems let Rapport do its work. */
export function checkCommand(): Command {
  return new Command('check')
    .summary('test the connections')
    .description(
      `Tests each connection line by line: reachable, signed in, allowed to read and write what is needed. A line that fails says what
to do. Nothing is written.`,
    )
    .argument('[connection]', 'only this connection')
    .action(async (connection: string | undefined, _: unknown, command: Command) => {
      const { checkConnections } = await import('../check-connections.ts')
      await checkConnections(optionsOf(command), connection ?? null)
    })
}
