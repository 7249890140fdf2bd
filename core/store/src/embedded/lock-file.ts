import { randomBytes } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { StoreError } from '../errors.ts'
import { isRunning, nameProcess } from './processes.ts'

/**
 * Runs `work` while holding a lock, so that one process at a time creates, starts or stops the cluster. A lock whose
 * process has died is taken over; one that lives is never stolen.
 *
 * The lock is a row of files `<file>.1`, `<file>.2`, …, of which the highest counts: it names its holder, and is empty once
 * released. Whoever finds it free makes the next one. A plain file that the next process removes would not do: two that
 * find the same dead holder could each remove what the other has just made.
 * @throws StoreError after `patienceMs`.
 */
export async function withLockFile<T>(file: string, work: () => Promise<T>, patienceMs = 60_000): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true })
  const deadline = Date.now() + patienceMs
  let held = await tryToLock(file)
  while (held === null) {
    if (Date.now() > deadline) {
      const pid = (await holderOf(file, (await turns(file)).at(-1) ?? 0)).split('.')[0]
      throw new StoreError(`another process (${pid}) holds ${file}: wait for it or stop it`)
    }
    await pause(50)
    held = await tryToLock(file)
  }
  try {
    return await work()
  } finally {
    await truncate(held)
  }
}

/** Makes the next file of the row where the last one is free. Returns its path, or null. */
async function tryToLock(file: string): Promise<string | null> {
  const last = (await turns(file)).at(-1) ?? 0
  if (isRunning(await holderOf(file, last))) return null
  const mine = `${file}.${last + 1}`
  if (!(await createWhole(mine, nameProcess(process.pid)))) return null
  const seen = await turns(file)
  // Others may have come and gone since the look at `last`: then a higher file exists, and this one counts for nothing.
  if (seen.at(-1) !== last + 1) {
    await rm(mine, { force: true })
    return null
  }
  for (const turn of seen.slice(0, -1)) await rm(`${file}.${turn}`, { force: true })
  return mine
}

/** Creates a file with its content in one step, so that nobody sees it half made. False where it exists. */
async function createWhole(file: string, content: string): Promise<boolean> {
  const beside = path.join(path.dirname(file), `making-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await writeFile(beside, content)
    await link(beside, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(beside, { force: true })
  }
}

/** The numbers of the row's files, rising. */
async function turns(file: string): Promise<number[]> {
  const prefix = `${path.basename(file)}.`
  return (await readdir(path.dirname(file)))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((left, right) => left - right)
}

/** The name of the process in a file of the row; empty where it is released or removed. */
async function holderOf(file: string, turn: number): Promise<string> {
  return readFile(`${file}.${turn}`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}
