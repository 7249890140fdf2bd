import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { StoreError } from '../errors.ts'

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Runs `work` while holding a lock file, so that one process at a time creates, starts or stops the cluster. A lock whose
 * process has died is taken over; one that lives is never stolen.
 * @throws StoreError after `patienceMs`.
 */
export async function withLockFile<T>(file: string, work: () => Promise<T>, patienceMs = 60_000): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true })
  const deadline = Date.now() + patienceMs
  while (!(await tryToLock(file))) {
    if (Date.now() > deadline) {
      throw new StoreError(`another process (${await holder(file)}) holds ${file}: wait for it or stop it`)
    }
    await pause(50)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function tryToLock(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const pid = await holder(file)
    if (pid !== null && !isAlive(pid)) await rm(file, { force: true })
    return false
  }
}

/** The process id in the lock file; null while its owner is still writing it. */
async function holder(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return /^\d+$/.test(text) ? Number(text) : null
}
