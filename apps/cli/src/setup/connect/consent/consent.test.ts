import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { callbackUrl } from '../../../arguments.ts'
import { type AwaitedSignIn, awaitAnswer } from './await-answer.ts'
import { challengeOf } from './proof-key.ts'
import { readPasted, readRedirect } from './redirect-answer.ts'
import { writeTokenFile } from './token-file.ts'

const elsewhere = new URL('https://rapport.example/callback')

/** A sign-in whose answer can only be pasted. */
function pastedSignIn(over: Partial<AwaitedSignIn> = {}): AwaitedSignIn & { input: PassThrough } {
  return {
    callback: elsewhere,
    state: 'the-state',
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    tell: () => {},
    ready: () => {},
    ...over,
    input: new PassThrough(),
  }
}

it('the challenge is the one that RFC 7636, appendix B, computes', () => {
  expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

it.each([
  ['state=the-state&code=abc', { kind: 'code', code: 'abc' }],
  ['state=another&code=abc', { kind: 'foreign' }],
  ['code=abc', { kind: 'foreign' }],
  ['state=the-state', { kind: 'foreign' }],
  ['state=another&error=access_denied', { kind: 'foreign' }],
  ['state=the-state&error=access_denied', { kind: 'refused', reason: 'access_denied' }],
  [
    'state=the-state&error=access_denied&error_description=%1B%5B31mno%0Ano',
    { kind: 'refused', reason: 'no no [access_denied]' },
  ],
])('a redirect with %s is read as what it is', (query, answer) => {
  expect(readRedirect(new URLSearchParams(query), 'the-state')).toMatchObject(answer)
})

it('a pasted code may be written as in the address', () => {
  expect(readPasted(' aPrxAbc123%3D%3D ', 'the-state')).toEqual({ kind: 'code', code: 'aPrxAbc123==' })
  expect(readPasted('yes', 'the-state')).toMatchObject({ kind: 'foreign' })
})

it('nobody who signs in ends the wait', async () => {
  await expect(awaitAnswer(pastedSignIn({ timeoutMs: 1 }))).rejects.toThrow('nobody signed in within')
})

it('where nothing can be pasted and nothing be listened to, the wait ends with what to do', async () => {
  const signIn = pastedSignIn()
  signIn.input.end()
  await expect(awaitAnswer(signIn)).rejects.toThrow('is not on this machine: run the command on a terminal')
})

it('a token file is for its owner alone, and what was there before can be put back', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'rapport-token-')), '.rapport', 'crm.refresh-token')
  const undoFirst = await writeTokenFile(file, 'first')
  expect((await stat(file)).mode & 0o077).toBe(0)
  const undoSecond = await writeTokenFile(file, 'second')
  await undoSecond()
  expect(await readFile(file, 'utf8')).toBe('first\n')
  await undoFirst()
  await expect(stat(file)).rejects.toThrow('ENOENT')
})

it('a callback on another machine must be encrypted', () => {
  expect(callbackUrl('http://127.0.0.1:9000/callback')).toBe('http://127.0.0.1:9000/callback')
  expect(callbackUrl('https://rapport.example/callback')).toBe('https://rapport.example/callback')
  expect(() => callbackUrl('http://rapport.example/callback')).toThrow('begins with https')
})
