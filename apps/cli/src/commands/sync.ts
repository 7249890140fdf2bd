import { Command } from 'commander'
import { gather } from '../arguments.ts'
import { optionsOf } from '../output.ts'

interface SyncOptions {
  readonly dryRun?: boolean
  readonly detailedExitcode?: boolean
  readonly wait?: boolean
  readonly confirm?: boolean
  readonly connection?: readonly string[]
}

/** `rapport sync`: the whole way, from reading to writing back. */
export function syncCommand(): Command {
  return new Command('sync')
    .summary('read, score and write back')
    .description(
      `Reads what changed in the connected systems since the last sync, resolves the records to customers, scores them, plans what
has to change in the CRM, and writes that. A sync that was interrupted goes on where it stopped; one that finds nothing
new writes nothing.`,
    )
    .option('--dry-run', 'do everything but write; "rapport plan" then shows what would change')
    .option('--detailed-exitcode', 'with --dry-run: exit with 7 where something would change')
    .option('--wait', 'wait for another sync of this workspace, and for vendors that want a pause')
    .option('--confirm', 'write although a guard rail would stop; look at "rapport plan" first')
    .option('--connection <name>', 'only this connection; may be given several times', gather)
    .addHelpText(
      'after',
      `
Examples:
  $ rapport sync --dry-run
  $ rapport plan
  $ rapport sync
  $ rapport sync --connection hubspot --json`,
    )
    .action(async (_: unknown, command: Command) => {
      const options = optionsOf<SyncOptions>(command)
      const dryRun = options.dryRun ?? false
      const { performRun } = await import('../perform-run.ts')
      await performRun(options, {
        stages: ['extract', 'resolve', 'score', 'plan', ...(dryRun ? [] : (['write'] as const))],
        dryRun,
        wait: options.wait ?? false,
        confirm: options.confirm ?? false,
        connections: options.connection ?? null,
        detailedExitCode: options.detailedExitcode ?? false,
      })
    })
}
