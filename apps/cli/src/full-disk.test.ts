import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { replaceFile } from './replace-file.ts'
import { runWithoutSpace } from './testing/without-space.ts'

const folders: string[] = []
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-without-space-'))
  folders.push(folder)
})
afterAll(() => Promise.all(folders.map((name) => rm(name, { recursive: true, force: true }))))

const program = fileURLToPath(new URL('../bin/rapport.js', import.meta.url))

/** Calls a function of a module with parameters, where no file takes anything. */
const call = (module: string, name: string, ...parameters: readonly unknown[]) => {
  const url = new URL(module, import.meta.url).href
  const script = `const { ${name} } = await import(${JSON.stringify(url)})
    await ${name}(...${JSON.stringify(parameters)})`
  return runWithoutSpace(folder, ['--input-type=module', '--eval', script])
}

describe.skipIf(process.platform === 'win32')('where a disk is full', () => {
  it('a configuration stays as it was', async () => {
    await writeFile(path.join(folder, 'rapport.yaml'), 'workspace: main\n')
    const { code, told } = await call(
      './replace-file.ts',
      'replaceFile',
      'rapport.yaml',
      'workspace: other\n',
    )
    expect(code).toBe(1)
    expect(told).toContain('CommandError: rapport.yaml cannot be written: ')
    expect(await readdir(folder)).toEqual(['rapport.yaml'])
    expect(await readFile(path.join(folder, 'rapport.yaml'), 'utf8')).toBe('workspace: main\n')
  })

  it('no half of a table is left that looks like a whole one', async () => {
    const { code, told } = await call('./value-calculation/written-file.ts', 'writeTextFile', 'values.csv', [
      'customer,clv\n',
    ])
    expect(code).toBe(1)
    expect(told).toContain('CommandError: values.csv cannot be written: ')
    expect(await readdir(folder)).toEqual([])
  })

  it('a token that a person signed in for stays as it was', async () => {
    await writeFile(path.join(folder, 'crm.refresh-token'), 'the one that works\n')
    const { code } = await call(
      './setup/connect/consent/token-file.ts',
      'writeTokenFile',
      'crm.refresh-token',
      'another',
    )
    expect(code).toBe(1)
    expect(await readdir(folder)).toEqual(['crm.refresh-token'])
    expect(await readFile(path.join(folder, 'crm.refresh-token'), 'utf8')).toBe('the one that works\n')
  })

  it('"rapport init" says so, and leaves no file that the next one would have to replace', async () => {
    const { code, told } = await runWithoutSpace(folder, [program, 'init', '--yes'])
    expect(code).toBe(1)
    expect(told).toMatch(/^rapport: rapport\.yaml cannot be written: /)
    expect(await readdir(folder)).toEqual([])
  })
})

it('a configuration that is replaced keeps who may read it', async () => {
  const file = path.join(folder, 'rapport.yaml')
  await writeFile(file, 'workspace: main\n')
  await chmod(file, 0o666)
  await replaceFile(file, 'workspace: other\n')
  expect(await readFile(file, 'utf8')).toBe('workspace: other\n')
  expect((await stat(file)).mode & 0o777).toBe(0o666)
})

it('a configuration behind a link is replaced where it lies', async () => {
  await writeFile(path.join(folder, 'real.yaml'), 'workspace: main\n')
  await symlink('real.yaml', path.join(folder, 'rapport.yaml'))
  await replaceFile(path.join(folder, 'rapport.yaml'), 'workspace: other\n')
  expect(await readFile(path.join(folder, 'real.yaml'), 'utf8')).toBe('workspace: other\n')
  expect((await lstat(path.join(folder, 'rapport.yaml'))).isSymbolicLink()).toBe(true)
})
