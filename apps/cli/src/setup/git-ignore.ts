import { appendFile, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const entry = '.rapport/'

/**
 * Keeps the data folder out of git: adds it to the `.gitignore` of the folder, where the folder is in a git repository and no
 * `.gitignore` up to the repository's root names it yet. Returns the file that was changed, or null.
 */
export async function ignoreDataFolder(folder: string): Promise<string | null> {
  const root = await repositoryRoot(folder)
  if (root === null) return null
  for (let current = folder; ; current = dirname(current)) {
    if (namesDataFolder(await readIfThere(join(current, '.gitignore')))) return null
    if (current === root) break
  }
  const file = join(folder, '.gitignore')
  const before = await readIfThere(file)
  await appendFile(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${entry}\n`)
  return file
}

function namesDataFolder(text: string): boolean {
  return text.split(/\r?\n/).some((line) => /^(\*\*)?\/?\.rapport\/?$/.test(line.trim()))
}

async function repositoryRoot(folder: string): Promise<string | null> {
  for (let current = folder; ; current = dirname(current)) {
    if (await exists(join(current, '.git'))) return current
    if (dirname(current) === current) return null
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
