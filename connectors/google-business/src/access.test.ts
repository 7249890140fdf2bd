import { createContext, Redactor, refreshingToken } from '@rapport/connector'
import { MemoryBudgets } from '@rapport/contract-kit'
import { type GoogleBusinessOptions, startGoogleBusiness } from '@rapport/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { googleBusiness } from './index.ts'

/** What `rapport check` says, signed in by the refresh token. */
async function check(options: GoogleBusinessOptions, refreshToken?: string): Promise<string[]> {
  const server = await startGoogleBusiness({ limits: 'off', accessTokens: [], ...options })
  onTestFinished(() => server.close())
  const settings = googleBusiness.settings.parse({ baseUrl: server.baseUrl, tokenUrl: server.tokenUrl })
  const [method] = googleBusiness.authentication
  if (method === undefined || !('exchange' in method)) throw new Error('Google has a sign-in by exchange')
  const { clientId, clientSecret } = server
  const given = { clientId, clientSecret, refreshToken: refreshToken ?? server.refreshToken }
  const ctx = createContext({
    connector: googleBusiness,
    connection: 'google',
    settings,
    credentials: refreshingToken(() => method.exchange(settings, given, Date.now()), Date.now),
    budgets: new MemoryBudgets(),
    redactor: new Redactor(),
    signal: new AbortController().signal,
    countStored: async () => 0,
    attempts: 1,
  })
  const lines: string[] = []
  for await (const { name, ok, detail } of googleBusiness.check(ctx, () => ({}) as never)) {
    lines.push(`${ok ? 'ok' : 'failed'} ${name}: ${detail}`)
  }
  return lines
}

test('a check signs in, counts the places and reads a sample', async () => {
  const lines = await check({ seed: 'reviews-small' })
  expect(lines).toEqual([
    'ok authorised: Google answers and takes the sign-in',
    'ok places: 5 can be read',
    expect.stringMatching(/^ok reviews: can be read; place \d+ has 80$/),
    'ok replies: can be sent',
  ])
})

test('a quota of 0 is explained with what to do, and not waited for', async () => {
  const [first, ...others] = await check({ access: 'none' })
  expect(first).toMatch(/quota of 0|Quota exceeded.*Application For Basic API Access/)
  expect(others.every((line) => line.endsWith('not tried'))).toBe(true)
})

test('an API that is not enabled is named with what to do', async () => {
  const [first] = await check({ access: 'disabled' })
  expect(first).toMatch(/403.*enable this API/)
})

test('a refresh token that was taken back asks for a new one', async () => {
  const [first] = await check({}, 'revoked')
  expect(first).toMatch(/connect again/)
})
