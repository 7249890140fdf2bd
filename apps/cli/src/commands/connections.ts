import { Command } from 'commander'
import { optionsOf } from '../output.ts'

const nameInSetUp = 'the name of the connection in rapport.yaml'

/** `rapport connections`: renames a connection, or forgets it. */
export function connectionsCommand(): Command {
  const connections = new Command('connections').summary('rename or forget a connection').description(
    `What is stored of a connection stays under its name. Where the name changes in rapport.yaml, or the connection is taken out, say
what shall become of it; until then no sync runs, since its records would go on counting.`,
  )
  connections
    .command('rename')
    .summary('give what is stored of a connection to its new name')
    .description(
      `Gives what is stored of a connection to its new name. Change the name in rapport.yaml too, before or after. Nothing is read or
written anew because of it.`,
    )
    .argument('<old>', 'the name until now')
    .argument('<new>', nameInSetUp)
    .action(async (before: string, after: string, _: unknown, command: Command) => {
      const { rename } = await import('../connection-data.ts')
      await rename(optionsOf(command), before, after)
    })
  connections
    .command('forget')
    .summary('delete what is stored of a connection')
    .description(
      `Deletes the records of a connection and all that is kept of them. Customers that nothing else belongs to vanish with their
scores; the next sync scores the others anew. The list of runs and plans stays. Nothing is written to the connected system: what
Rapport wrote there stays; to remove it there, revert it first.`,
    )
    .argument('<name>', 'the name of the connection')
    .option('--yes', 'delete; without it, only what would be deleted is told')
    .action(async (name: string, _: unknown, command: Command) => {
      const { forget } = await import('../connection-data.ts')
      await forget(optionsOf<{ yes?: boolean }>(command), name)
    })
  return connections
}
