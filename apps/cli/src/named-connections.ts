import { nearest } from '@rapport/model'
import type { Workspace } from '@rapport/run'
import { UsageError } from './command-error.ts'

/**
 * Checks names of connections that a command was given.
 * @throws UsageError with the name that was probably meant.
 */
export function mustExist({ config }: Workspace, names: readonly string[]): void {
  const known = Object.keys(config.connections)
  for (const name of names) {
    if (known.includes(name)) continue
    const meant = nearest(name, known)
    const hint =
      meant !== null ? `did you mean "${meant}"?` : `rapport.yaml has ${known.join(', ') || 'none'}`
    throw new UsageError(`there is no connection "${name}": ${hint}`)
  }
}
