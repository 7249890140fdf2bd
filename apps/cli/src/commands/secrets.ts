import { Command } from 'commander'
import { optionsOf } from '../output.ts'

/** `rapport secrets`: secrets that are kept sealed in the database. */
export function secretsCommand(): Command {
  const command = new Command('secrets')
    .summary('list, store or remove secrets that are kept sealed')
    .description(
      `Works with the secrets that are kept in the database, sealed with AES-256-GCM. rapport.yaml refers to one as stored:NAME. The
key is in .rapport/secret.key, or in RAPPORT_SECRET_KEY.`,
    )
    .addHelpText(
      'after',
      `
Examples:
  $ rapport secrets set hubspot-token < token.txt
  $ rapport secrets list
  $ rapport secrets rotate-key`,
    )
  command
    .command('list', { isDefault: true })
    .summary('list the names of the stored secrets')
    .description(
      'Lists the names of the stored secrets, who stored them and when. The secrets themselves are never shown.',
    )
    .action(async (_: unknown, own: Command) => {
      const { printSecrets } = await import('../stored-secrets.ts')
      await printSecrets(optionsOf(own))
    })
  command
    .command('set')
    .summary('store a secret')
    .description(
      'Stores a secret in place of the one of this name. It is read from standard input, or asked for.',
    )
    .argument('<name>', 'letters, digits, ".", "_" and "-"')
    .action(async (name: string, _: unknown, own: Command) => {
      const { setSecret } = await import('../stored-secrets.ts')
      await setSecret(optionsOf(own), name)
    })
  command
    .command('remove')
    .summary('remove a stored secret')
    .description('Removes a stored secret. What still refers to it cannot sign in any more.')
    .argument('<name>', 'its name')
    .action(async (name: string, _: unknown, own: Command) => {
      const { forgetSecret } = await import('../stored-secrets.ts')
      await forgetSecret(optionsOf(own), name)
    })
  command
    .command('rotate-key')
    .summary('seal all secrets with a new key')
    .description(
      `Seals all stored secrets and kept refresh tokens with a new key, and puts it in the place of the old one. Where the key is given in
RAPPORT_SECRET_KEY, the new one is taken from RAPPORT_SECRET_KEY_NEXT.`,
    )
    .action(async (_: unknown, own: Command) => {
      const { changeKey } = await import('../stored-secrets.ts')
      await changeKey(optionsOf(own))
    })
  return command
}
