import { resolveSecret } from '@rapport/config'
import type { Workspace } from '../workspace.ts'
import { rememberSecret } from './remember-secret.ts'
import { openStoredSecret } from './stored-secrets.ts'

/**
 * The secret behind a reference of the set-up, wherever it is kept. From then on it is taken out of whatever this process says.
 * @throws SecretError that says what is missing, and what to do; ConnectorError of kind `config` where a stored one cannot be opened.
 */
export async function secretOf(workspace: Workspace, reference: string): Promise<string> {
  const { folder, environment, redactor } = workspace
  const secret = await resolveSecret(reference, {
    ...{ folder, environment },
    stored: (name) => openStoredSecret(workspace, name),
  })
  rememberSecret(redactor, secret)
  return secret
}
