import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { ignoreDataFolder } from './git-ignore.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-ignore-'))
})

it('a folder outside of git is left alone', async () => {
  expect(await ignoreDataFolder(folder)).toBeNull()
})

it('in a repository the data folder is added, once', async () => {
  await mkdir(join(folder, '.git'))
  await writeFile(join(folder, '.gitignore'), 'node_modules')

  expect(await ignoreDataFolder(folder)).toBe(join(folder, '.gitignore'))
  expect(await ignoreDataFolder(folder)).toBeNull()
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('node_modules\n.rapport/\n')
})

it("the repository's own .gitignore counts for the folders below it", async () => {
  await mkdir(join(folder, '.git'))
  await writeFile(join(folder, '.gitignore'), '/.rapport\r\n')
  await mkdir(join(folder, 'shop'))

  expect(await ignoreDataFolder(join(folder, 'shop'))).toBeNull()
})
