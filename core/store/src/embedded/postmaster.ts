import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { StoreError } from '../errors.ts'
import { commandOf, hasEnded, isAlive } from './processes.ts'

/** The server process of a data folder, as its postmaster.pid tells. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** `starting`, `ready`, `stopping`, …; empty while the file is still being written. */
  readonly state: string
}

/**
 * The postmaster that runs in the data folder; null where none does. A postmaster.pid whose process id now belongs to
 * another program is removed: Postgres would take that program for its own server and never start again.
 */
export async function findPostmaster(data: string): Promise<Postmaster | null> {
  const file = path.join(data, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  const [pid, , , port, , , , state] = text.split('\n')
  if (hasEnded(Number(pid))) {
    // Postgres would take it for a server at work.
    await rm(file, { force: true })
    return null
  }
  if (!isAlive(Number(pid))) return null
  const command = commandOf(Number(pid))
  if (command !== null && command !== '' && !command.includes('postgres')) {
    await rm(file, { force: true })
    return null
  }
  return { pid: Number(pid), port: Number(port), state: state?.trim() ?? '' }
}

/**
 * The port of the postmaster in the data folder once it answers; null where none runs. One that is still starting or
 * stopping, because the process that told it to was killed, is waited for.
 * @throws StoreError after `patienceMs`.
 */
export async function readyPort(data: string, patienceMs = 60_000): Promise<number | null> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const found = await findPostmaster(data)
    if (found === null) return null
    if (found.state === 'ready') return found.port
    if (Date.now() > deadline) {
      throw new StoreError(
        `the embedded Postgres (process ${found.pid}) is ${found.state || 'not ready'} for too long: stop that process and run again`,
      )
    }
    await pause(50)
  }
}
