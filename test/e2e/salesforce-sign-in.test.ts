import { generateKeyPairSync } from 'node:crypto'
import type { RunResult } from '@rapport/run'
import type { SalesforceOptions } from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { reachOrgCall } from '../support/calls.ts'
import { writesPerOrgContact } from '../support/end-state.ts'
import { syncHere } from '../support/in-process.ts'
import {
  connectOrg,
  type Org,
  type OrgInstallOptions,
  openOrg,
  seedOrgShop,
  writeContacts,
} from '../support/org.ts'

const hour = 3_600_000
const { publicKey: otherKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

interface Refusal {
  readonly org?: SalesforceOptions
  readonly installation?: OrgInstallOptions
  /** What happens after the set-up. */
  readonly afterwards?: (org: Org) => void
}

const refusals: readonly (readonly [string, string, Refusal])[] = [
  [
    'a certificate that was replaced at the app',
    'The private key does not belong to the certificate of the app',
    { org: { app: { publicKey: otherKey } } },
  ],
  [
    'an app that was deleted',
    'auth.consumerKey is not that of an app of this org',
    { installation: { auth: { consumerKey: 'the-key-of-a-deleted-app' } } },
  ],
  [
    'a user whose approval was withdrawn',
    'Pre-authorise integration@sandbox.example.com',
    { org: { app: { approvedUsernames: [] } } },
  ],
  [
    'a user to run as whose approval was withdrawn',
    'Pre-authorise the user that "Run As" names: in External Client App Manager',
    { org: { app: { approvedUsernames: [] } }, installation: { signIn: 'clientCredentials' } },
  ],
  [
    'another audience than the org takes',
    "Set instanceUrl, or loginUrl, to the org's own My Domain address (it is http://127.0.0.1:",
    { org: { app: { audiences: ['https://acme.my.salesforce.com'] } } },
  ],
  [
    "a machine's clock that is ahead",
    "This machine's clock is 60 min ahead of Salesforce's: set it right",
    { org: { now: () => Date.now() - hour } },
  ],
  [
    "a machine's clock that is behind",
    "This machine's clock is 60 min behind Salesforce's: set it right",
    { org: { now: () => Date.now() + hour } },
  ],
  [
    'a consumer secret that was replaced',
    'auth.consumerSecret is not that of the app',
    { installation: { signIn: 'clientCredentials', auth: { consumerSecret: 'env:SALESFORCE_TOKEN' } } },
  ],
  [
    'a refresh token that was revoked',
    'The refresh token was revoked, has ended, or was used before by an app that rotates them: connect again',
    { installation: { signIn: 'refreshToken', auth: { refreshToken: 'env:SALESFORCE_TOKEN' } } },
  ],
  [
    'an access token that has ended',
    'the access token from env:SALESFORCE_TOKEN was refused: create a new one',
    {
      installation: { signIn: 'accessToken' },
      afterwards: ({ server }) => server.control.expireSessions(),
    },
  ],
]

it.concurrent.for(refusals)('refuses to sync with %s, and says what to do', async ([, sentence, refusal]) => {
  await using org = await openOrg({ seed: seedOrgShop(3), ...refusal.org })
  await using installation = await connectOrg(org, refusal.installation)
  refusal.afterwards?.(org)
  const result = await syncHere(installation)
  expect(result).toMatchObject({ state: 'failed', failure: 'auth' })
  expect(result.message).toContain(sentence)
})

it.concurrent('exits with 4, in sync and in check, where the sign-in is refused', async () => {
  await using org = await openOrg({ now: () => Date.now() - hour })
  await using installation = await connectOrg(org)
  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(4)
  expect(sync.stderr).toContain('rapport: salesforce: Salesforce refused the sign-in: invalid assertion')
  expect(sync.stderr).toContain("clock is 60 min ahead of Salesforce's")
  expect(sync.json<RunResult>().failure).toBe('auth')
  const check = await installation.run('check')
  expect(check.code).toBe(4)
  expect(check.stdout).toMatch(/✗ authorised: .*clock is 60 min ahead of Salesforce's/)
})

it.concurrent('goes on where it stopped after an approval was withdrawn in mid-run and given again', async () => {
  const approvedUsernames = ['integration@sandbox.example.com']
  const shop = 64
  await using org = await openOrg({ seed: seedOrgShop(shop), latencyMs: 10, app: { approvedUsernames } })
  await using installation = await connectOrg(org, { settings: { pageSize: 10 }, more: writeContacts })
  const syncing = syncHere(installation)
  await reachOrgCall(org, syncing, (log) => log.length >= 20)
  approvedUsernames.length = 0
  org.server.control.expireSessions()
  const stopped = await syncing
  expect(stopped).toMatchObject({ state: 'failed', failure: 'auth' })
  expect(stopped.message).toContain('Pre-authorise integration@sandbox.example.com')

  approvedUsernames.push('integration@sandbox.example.com')
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: shop })
  expect(Math.max(...writesPerOrgContact(org.server.org).values())).toBe(1)
})
