import { isSecretReference } from '@rapport/config'
import { secretOf, type Workspace } from '@rapport/run'

/**
 * Looks up the secrets of connections before any work begins, so that a missing one is told once, at the start.
 * @throws SecretError that names the variable, file or stored secret.
 */
export async function mustResolve(workspace: Workspace, names: readonly string[] | null): Promise<void> {
  for (const [name, { auth }] of Object.entries(workspace.config.connections)) {
    if (names !== null && !names.includes(name)) continue
    for (const value of Object.values(auth).filter(isSecretReference)) await secretOf(workspace, value)
  }
}
