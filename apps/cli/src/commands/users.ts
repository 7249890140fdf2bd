import { Command } from 'commander'
import { optionsOf } from '../output.ts'
import type { ResetPasswordOptions } from '../reset-password.ts'

/** `rapport users`: what of accounts is done on the machine. */
export function usersCommand(): Command {
  const command = new Command('users')
    .summary('let a person set a new password')
    .description(
      'Works with the accounts of those who sign in on the page. Inviting, roles and removing are done there, under Settings → Users.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ rapport users reset-password ada@example.com
  $ rapport users reset-password ada@example.com --public-url https://rapport.example.com`,
    )
  command
    .command('reset-password')
    .summary('print a link by which a person sets a new password')
    .description(
      `Prints a link by which a person sets a new password, once and within a day. Using it ends all sessions of the account and revokes its
API keys, in every workspace. The server of this workspace has to run. On the page owners and admins can do the same for members
of their own workspaces alone.`,
    )
    .argument('<email>', 'the e-mail address of the account')
    .option(
      '--public-url <url>',
      'where people reach the page; left out: publicUrl of rapport.yaml, or this machine at the usual port',
    )
    .action(async (email: string, _: unknown, own: Command) => {
      const { resetPassword } = await import('../reset-password.ts')
      await resetPassword(optionsOf<ResetPasswordOptions>(own), email)
    })
  return command
}
