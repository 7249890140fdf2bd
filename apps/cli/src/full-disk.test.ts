import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { text as streamText } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { replaceFile } from './replace-file.ts'
import { runWithoutSpace } from './testing/without-space.ts'
import { writeTextFile } from './value-calculation/written-file.ts'

const isAdministrator = process.getuid?.() === 0
/** A user, and a group, that owns nothing. */
const nobody = 65_534

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

it('no half of a table is left where the rest of it could not be made', async () => {
  function* parts() {
    yield 'customer,clv\n'
    throw new Error('the next row cannot be made')
  }
  const file = path.join(folder, 'values.csv')
  await expect(writeTextFile(file, parts())).rejects.toThrow('the next row cannot be made')
  expect(await readdir(folder)).toEqual([])
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

/** Replaces a configuration as another user, where the tests run as the administrator: nothing keeps that one out, nor from giving files away. */
async function replaceAsUser(file: string, text: string): Promise<string> {
  await chmod(folder, 0o777)
  const url = new URL('./replace-file.ts', import.meta.url).href
  // Loaded before, since the user may not read the code.
  const become = `process.setgroups([]); process.setgid(${nobody}); process.setuid(${nobody})`
  const script = `const { replaceFile } = await import(${JSON.stringify(url)})
    ${isAdministrator ? become : ''}
    await replaceFile(...${JSON.stringify([file, text])})`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [told] = await Promise.all([streamText(child.stderr), once(child, 'exit')])
  return told
}

describe.runIf(isAdministrator)('a configuration of somebody else', () => {
  it.each([
    ['its owner', 1234, nobody, 0o660],
    ['its group', nobody, 1234, 0o640],
  ])(
    'that is replaced keeps %s, though only the administrator could give a new one to it',
    async (_whose, uid, gid, mode) => {
      const file = path.join(folder, 'rapport.yaml')
      await writeFile(file, 'workspace: main\n')
      await chown(file, uid, gid)
      await chmod(file, mode)
      expect(await replaceAsUser(file, 'workspace: other\n')).toBe('')
      expect(await readFile(file, 'utf8')).toBe('workspace: other\n')
      const after = await stat(file)
      expect({ uid: after.uid, gid: after.gid, mode: after.mode & 0o777 }).toEqual({ uid, gid, mode })
      expect(await readdir(folder)).toEqual(['rapport.yaml'])
    },
  )
})

it.skipIf(process.platform === 'win32')(
  'a configuration that must not be written stays as it was',
  async () => {
    const file = path.join(folder, 'rapport.yaml')
    await writeFile(file, 'workspace: main\n', { mode: 0o444 })
    expect(await replaceAsUser(file, 'workspace: other\n')).toContain(
      'rapport.yaml cannot be written: no permission to write it',
    )
    expect(await readFile(file, 'utf8')).toBe('workspace: main\n')
    expect(await readdir(folder)).toEqual(['rapport.yaml'])
  },
)
