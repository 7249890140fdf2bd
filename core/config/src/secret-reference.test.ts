import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { resolveSecret, SecretError } from './secret-reference.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-secret-'))
})
const resolveWith = (reference: string, environment: Record<string, string> = {}) =>
  resolveSecret(reference, { folder, environment })

describe('env:', () => {
  it('gives the value of the variable', async () => {
    expect(await resolveWith('env:TOKEN', { TOKEN: 'abc' })).toBe('abc')
  })

  it('fails with the name of a variable that is not set', async () => {
    await expect(resolveWith('env:TOKEN')).rejects.toThrow(/environment variable TOKEN is not set/)
  })

  it('fails for an empty variable', async () => {
    await expect(resolveWith('env:TOKEN', { TOKEN: ' ' })).rejects.toThrow(/TOKEN is empty/)
  })
})

describe('file:', () => {
  it('gives the content, relative to the folder of the configuration, without the line break at its end', async () => {
    await writeFile(join(folder, 'token'), 'abc\r\n')
    expect(await resolveWith('file:token')).toBe('abc')
  })

  it('fails for a file that does not exist, and keeps the cause', async () => {
    const error = await resolveWith('file:missing').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SecretError)
    expect(error).toMatchObject({
      message: `the secret's file ${join(folder, 'missing')} does not exist: create it or correct the path in rapport.yaml`,
      cause: { code: 'ENOENT' },
    })
  })

  it('fails for a folder', async () => {
    await mkdir(join(folder, 'secrets'))
    await expect(resolveWith('file:secrets')).rejects.toThrow(/is a folder/)
  })

  it('fails for an empty file', async () => {
    await writeFile(join(folder, 'empty'), '\n')
    await expect(resolveWith('file:empty')).rejects.toThrow(/is empty/)
  })

  it('fails for a file that is far too large for a secret', async () => {
    await writeFile(join(folder, 'large'), 'x'.repeat(70_000))
    await expect(resolveWith('file:large')).rejects.toThrow(/too large/)
  })
})

it('a secret given in clear is refused without repeating it', async () => {
  const error = await resolveWith('hunter2-in-clear').catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SecretError)
  expect(String(error)).not.toContain('hunter2')
})
