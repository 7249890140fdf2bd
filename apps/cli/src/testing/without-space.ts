import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { text } from 'node:stream/consumers'

/**
 * Runs Node in a folder, in which no file can be written: it can be made, and then takes nothing, as on a full disk, which only an
 * administrator could make. Does not work on Windows.
 */
export async function runWithoutSpace(
  folder: string,
  parameters: readonly string[],
): Promise<{ readonly code: number; readonly told: string }> {
  const child = spawn(
    'sh',
    ['-c', `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`, process.execPath, ...parameters],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const [told, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return { code: Number(code), told }
}
