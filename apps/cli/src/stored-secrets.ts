import process from 'node:process'
import { text } from 'node:stream/consumers'
import { isCancel, password } from '@clack/prompts'
import { listSecrets, removeSecret, rotateKey, storeSecret } from '@rapport/run'
import { CommandError } from './command-error.ts'
import { commandName } from './command-name.ts'
import { Interrupted } from './interruption.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { table } from './table.ts'
import { userName } from './user-name.ts'

/** Prints the names of the stored secrets. */
export async function printSecrets(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const secrets = await listSecrets(workspace)
    printResult(options, secrets, () =>
      secrets.length === 0
        ? ['no secret is stored']
        : table(
            ['name', 'stored', 'by'],
            secrets.map(({ name, storedAt, storedBy }) => [name, storedAt.toISOString(), storedBy]),
          ),
    )
  })
}

/** Stores a secret that comes on standard input, or that a person types without its being shown. */
export async function setSecret(options: GlobalOptions, name: string): Promise<void> {
  const secret = process.stdin.isTTY ? await askFor(name) : await text(process.stdin)
  await withWorkspace(options, async (workspace) => {
    await storeSecret(workspace, { name, secret, by: `cli:${userName()}` })
    printResult(options, { stored: name, reference: `stored:${name}` }, () => [
      `stored ${name}; rapport.yaml refers to it as stored:${name}`,
    ])
  })
}

/** Removes a stored secret. */
export async function forgetSecret(options: GlobalOptions, name: string): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    if (!(await removeSecret(workspace, name)))
      throw new CommandError(
        `no secret is stored as ${name}: "${commandName} secrets list" shows those there are`,
      )
    printResult(options, { removed: name }, () => [`removed ${name}`])
  })
}

/** Seals all secrets with a new key. */
export async function changeKey(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const rotation = await rotateKey(workspace)
    printResult(options, rotation, () => [
      `sealed ${rotation.sealed} secrets with the new key, which is in ${rotation.place}`,
      ...(rotation.next === null ? [] : [`next: ${rotation.next}`]),
    ])
  })
}

async function askFor(name: string): Promise<string> {
  const given = await password({ message: `The secret to store as ${name}`, output: process.stderr })
  if (isCancel(given)) throw new Interrupted()
  return given
}
