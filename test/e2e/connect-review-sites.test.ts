import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Sandbox, startSandbox } from '@rapport/sandbox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Installation, install } from '../support/installation.ts'

const sites = { trustpilot: { seed: 'reviews-small' }, googlePlaces: { seed: 'reviews-small' } } as const
let sandbox: Sandbox<typeof sites>
let installation: Installation

beforeAll(async () => {
  sandbox = await startSandbox(sites)
  const { trustpilot, googlePlaces } = sandbox
  installation = await install(sandbox.baseUrl, {
    environment: {
      TRUSTPILOT_CLIENT_SECRET: trustpilot.apiSecret,
      LIVE_API_KEY: googlePlaces.apiKey,
      WRONG_CLIENT_SECRET: 'wrong',
    },
  })
})

afterAll(async () => {
  await installation?.[Symbol.asyncDispose]()
  await sandbox?.close()
})

const trustpilotSettings = () => [
  ...['--setting', `baseUrl=${sandbox.trustpilot.baseUrl}`],
  ...['--setting', `clientId=${sandbox.trustpilot.apiKey}`],
  ...['--setting', 'businessUnits=northlight.example.com'],
]

it('connects a review site by its settings and references to its secrets, after it signed in', async () => {
  const connected = await installation.run('connect', 'trustpilot', '--yes', ...trustpilotSettings())
  expect(connected.code, connected.stderr).toBe(0)
  const { connections } = parse(await readFile(path.join(installation.folder, 'rapport.yaml'), 'utf8'))
  expect(connections.trustpilot).toMatchObject({
    connector: 'trustpilot',
    auth: { clientSecret: 'env:TRUSTPILOT_CLIENT_SECRET' },
    settings: { businessUnits: ['northlight.example.com'] },
  })
})

it('says that the app is not known there where its secret is wrong, and writes nothing', async () => {
  const refused = await installation.run(
    ...['connect', 'trustpilot', '--connection', 'wrong', '--yes', ...trustpilotSettings()],
  )
  expect(refused.code).toBe(4)
  expect(refused.stderr).toContain('the client id or secret is not known there')
  expect(await readFile(path.join(installation.folder, 'rapport.yaml'), 'utf8')).not.toContain('wrong:')
})

it('names what shows the reviews of a site whose terms forbid to keep them', async () => {
  const { baseUrl } = sandbox.googlePlaces
  const connected = await installation.run(
    ...['connect', 'google-places', '--connection', 'live', '--yes'],
    ...['--setting', `baseUrl=${baseUrl}`, '--setting', 'places=ChIJ-northlight-soho'],
  )
  expect(connected.code, connected.stderr).toBe(0)
  expect(connected.stderr).toMatch(/next:\n {2}.*reviews --live live\/ChIJ-northlight-soho/)
  const shown = await installation.run('reviews', '--live', 'live/ChIJ-northlight-soho')
  expect(shown.stdout).toContain('5 reviews, as Google Places shows them now; nothing is stored')
})
