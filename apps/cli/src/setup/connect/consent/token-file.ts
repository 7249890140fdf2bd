import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Where the refresh token of a connection is kept, from the folder of the configuration: beside the key of kept tokens. */
export function tokenFileOf(connection: string): string {
  return `.rapport/${encodeURIComponent(connection)}.refresh-token`
}

/** Writes a token into its file, for its owner alone, at once or not at all. What it gives puts back what was there before. */
export async function writeTokenFile(file: string, token: string): Promise<() => Promise<void>> {
  const before = await readIfThere(file)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await replace(file, `${token}\n`)
  return () => (before === null ? rm(file, { force: true }) : replace(file, before))
}

async function replace(file: string, content: string): Promise<void> {
  const next = `${file}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(next, content, { mode: 0o600, flag: 'wx' })
    await rename(next, file)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
