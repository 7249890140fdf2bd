import { Command } from 'commander'
import { type RevertSubject, revertSubject } from '../arguments.ts'
import { optionsOf } from '../output.ts'

/** `rapport revert`: puts back what stood in the CRM before. */
export function revertCommand(): Command {
  return new Command('revert')
    .summary('put back what stood in the CRM before a plan')
    .description(
      `Puts back what a plan replaced, or what the last write to one record replaced. A field that a person edited since is left
alone. What was put back is held: no sync writes it again until it is released with --release. So is a record that the CRM refused;
"rapport rejects" lists it until the same command puts it back, it is released, or somebody mends it in the CRM. Where anything was not
put back, the exit code is 3.`,
    )
    .argument(
      '<what>',
      'the number of a plan, or a record such as hubspot/contact:123; with --release a record or a connection',
      revertSubject,
    )
    .option('--release', 'put nothing back, but let syncs write again what was reverted before')
    .addHelpText(
      'after',
      `
Examples:
  $ rapport revert 12
  $ rapport revert hubspot/contact:123
  $ rapport revert hubspot/contact:123 --release
  $ rapport revert hubspot --release`,
    )
    .action(async (subject: RevertSubject, _: unknown, command: Command) => {
      const options = optionsOf<{ release?: boolean }>(command)
      const { revertOrRelease } = await import('../revert-or-release.ts')
      await revertOrRelease(options, subject)
    })
}
