import { stat } from 'node:fs/promises'
import type { LoadedConfiguration } from '@rapport/config'
import type { Workspace } from '@rapport/run'
import type { Log } from './observability/log.ts'

/**
 * Gives the workspace with the set-up as its file has it now, read again only where the file changed. A file that cannot be used just
 * now, such as one that is being edited, leaves the last good set-up in force. The server speaks to no private address that the set-up
 * does not allow.
 */
export function followConfiguration(
  opened: Workspace,
  load: (() => Promise<LoadedConfiguration>) | undefined,
  log: Log,
): () => Promise<Workspace> {
  const workspace: Workspace = { ...opened, refusesPrivateAddresses: true }
  if (load === undefined) return async () => workspace
  let current = workspace
  let file: string | null = null
  let read: string | null = null
  let said: string | null = null
  return async () => {
    const now = file === null ? null : await stateOf(file)
    if (now !== null && now === read) return current
    try {
      const loaded = await load()
      file = loaded.file
      read = now ?? (await stateOf(file))
      current = { ...workspace, config: loaded.configuration }
      said = null
    } catch (error) {
      read = now
      // Said once, also where no state of the file is known yet and every request tries it.
      const what = error instanceof Error ? error.message : String(error)
      if (said !== what)
        log.warn(
          { err: error },
          'rapport.yaml cannot be used as it is now; what was read before stays in force',
        )
      said = what
    }
    return current
  }
}

async function stateOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return 'gone'
  }
}
