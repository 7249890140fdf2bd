import type { RunResult } from '@rapport/run'
import type { SalesforceFault } from '@rapport/sandbox'
import { describe, expect, it } from 'vitest'
import { syncHere } from '../support/in-process.ts'
import { connectOrg, openOrg, seedOrgShop, writeContacts } from '../support/org.ts'
import { mustBeWrittenOnce, orgEndState, undisturbedOrg } from '../support/undisturbed-org.ts'

const shop = 64

interface Trouble {
  readonly method?: string
  readonly path: string
  readonly fault: SalesforceFault
}

const reads = { method: 'GET', path: '*/query*' }
const writes = { method: 'PATCH', path: '*/composite/sobjects' }
const uploads = { method: 'PUT', path: '*/jobs/ingest/*/batches' }
const closings = { method: 'PATCH', path: '*/jobs/ingest/*' }

const troubles: readonly (readonly [string, Readonly<Record<string, number>>, readonly Trouble[]])[] = [
  [
    'too many long calls at once, at a read and at a write',
    {},
    [
      { ...reads, fault: { kind: 'request-limit', limit: 'concurrent' } },
      { ...writes, fault: { kind: 'request-limit', limit: 'concurrent' } },
    ],
  ],
  [
    '500, 503 with Retry-After, and 502 without a body',
    {},
    [
      { ...reads, fault: { kind: 'status', status: 500 } },
      { path: '*/describe', fault: { kind: 'status', status: 503, retryAfterSeconds: 1 } },
      { ...writes, fault: { kind: 'status', status: 502, body: 'none' } },
    ],
  ],
  [
    'answers that are cut short and connections that are reset',
    {},
    [
      { ...reads, fault: { kind: 'truncated-body' } },
      { ...reads, fault: { kind: 'reset' } },
      { ...writes, fault: { kind: 'reset-after-commit' } },
    ],
  ],
  [
    'the same around an ingest job',
    { ingestAbove: 10 },
    [
      { ...uploads, fault: { kind: 'reset-after-commit' } },
      { ...closings, fault: { kind: 'reset-after-commit' } },
      { method: 'GET', path: '*/jobs/ingest/*', fault: { kind: 'truncated-body' } },
    ],
  ],
]

describe.concurrent('Salesforce fails for a moment', () => {
  it.for(troubles)(
    '%s: the sync ends as an undisturbed one, every contact written once',
    async ([, settings, faults]) => {
      await using org = await openOrg({ seed: seedOrgShop(shop) })
      await using installation = await connectOrg(org, { settings, more: writeContacts })
      const { control } = org.server
      control.fail(...faults)
      const result = await syncHere(installation)
      expect(result.state, result.message ?? '').toBe('succeeded')
      expect(control.counters().faultsInjected).toBe(faults.length)
      expect(await orgEndState(org, installation)).toEqual(await undisturbedOrg(shop))
      mustBeWrittenOnce(org, shop)
    },
  )
})

it.concurrent('explains a version of the API that Salesforce has retired, and goes on with another', async () => {
  await using org = await openOrg({ seed: seedOrgShop(3), oldestVersion: 50 })
  await using installation = await connectOrg(org, { settings: { apiVersion: '45.0' } })
  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(5)
  expect(sync.stderr).toMatch(/Salesforce has retired the version of its API that is asked for \(410\)/)
  expect(sync.stderr).toContain('Set apiVersion to one that /services/data lists, such as "68.0"')
  expect(sync.json<RunResult>()).toMatchObject({ state: 'failed', failure: 'config' })
  const check = await installation.run('check')
  expect(check.code).not.toBe(0)
  expect(check.stdout).toContain('Salesforce has retired the version of its API')

  await installation.configure((input) => {
    const salesforce = input.connections?.salesforce
    if (salesforce === undefined) throw new Error('the connection is gone')
    const { apiVersion: _retired, ...settings } = salesforce.settings ?? {}
    return { ...input, connections: { salesforce: { ...salesforce, settings } } }
  })
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', scored: 3 })
})
