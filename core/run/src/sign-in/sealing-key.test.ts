import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { Redactor } from '@rapport/connector'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { SealingKey } from './sealed-text.ts'
import { findSealingKey, keyFileOf, obtainSealingKey } from './sealing-key.ts'

const folders: string[] = []
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-key-'))
  folders.push(folder)
})
afterAll(() => Promise.all(folders.map((name) => rm(name, { recursive: true, force: true }))))

const sources = (environment: NodeJS.ProcessEnv = {}) => ({ folder, environment, redactor: new Redactor() })

test('a key is made once, in the data folder, for its owner alone', async () => {
  expect(await findSealingKey(sources())).toBeNull()
  const [one, other] = await Promise.all([obtainSealingKey(sources()), obtainSealingKey(sources())])
  expect(one.fingerprint).toBe(other.fingerprint)
  expect((await stat(keyFileOf(folder))).mode & 0o777).toBe(0o600)
  expect((await findSealingKey(sources()))?.fingerprint).toBe(one.fingerprint)
})

test.skipIf(process.platform === 'win32')(
  'of a key that a full disk does not take no half is left',
  async () => {
    const script = `const { obtainSealingKey } = await import(${JSON.stringify(new URL('./sealing-key.ts', import.meta.url).href)})
    await obtainSealingKey({ folder: '.', environment: {}, redactor: { add() {} } }).catch(({ kind }) => process.exit(kind === 'config' ? 5 : 1))`
    const limited = [`trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`, process.execPath]
    const child = spawn('sh', ['-c', ...limited, '--input-type=module', '--eval', script], { cwd: folder })
    expect((await once(child, 'exit'))[0]).toBe(5)
    expect(await readdir(path.join(folder, '.rapport'))).toEqual([])
  },
)

test('a key file that others can read is refused', async () => {
  await obtainSealingKey(sources())
  await chmod(keyFileOf(folder), 0o644)
  await expect(findSealingKey(sources())).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('chmod 600'),
  })
})

test('a server gives its key in a variable, or by reference, and no file is made', async () => {
  const key = SealingKey.random()
  await writeFile(path.join(folder, 'key'), `${key.toText()}\n`)
  for (const given of [key.toText(), 'file:key', 'env:OTHER']) {
    const from = sources({ RAPPORT_SECRET_KEY: given, OTHER: key.toText() })
    expect((await obtainSealingKey(from)).fingerprint).toBe(key.fingerprint)
    expect(from.redactor.redact(`with ${key.toText()}`)).toBe('with [redacted]')
  }
  await expect(stat(keyFileOf(folder))).rejects.toThrow(/ENOENT/)
})

test('what is no key is said to be none, and is not shown', async () => {
  const failure = await obtainSealingKey(sources({ RAPPORT_SECRET_KEY: 'my-password' })).catch(
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({ kind: 'config', message: expect.stringContaining('openssl rand') })
  expect(String(failure)).not.toContain('my-password')
})
