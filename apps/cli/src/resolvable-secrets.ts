import { resolveSecret } from '@rapport/config'
import type { Workspace } from '@rapport/run'

/**
 * Looks up the secrets of connections before any work begins, so that a missing one is told once, at the start.
 * @throws SecretError that names the variable or file.
 */
export async function mustResolve(workspace: Workspace, names: readonly string[] | null): Promise<void> {
  const { config, folder, environment, redactor } = workspace
  for (const [name, { auth }] of Object.entries(config.connections)) {
    if (names !== null && !names.includes(name)) continue
    for (const value of Object.values(auth).filter((text) => /^(env|file):/.test(text))) {
      redactor.add(await resolveSecret(value, { folder, environment }))
    }
  }
}
