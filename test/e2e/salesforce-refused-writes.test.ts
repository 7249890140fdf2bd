import type { RunResult } from '@rapport/run'
import { describe, expect, it } from 'vitest'
import { writesPerOrgContact } from '../support/end-state.ts'
import { syncHere } from '../support/in-process.ts'
import type { Installation } from '../support/installation.ts'
import { connectOrg, openOrg, seedOrgShop, shopId, writeContacts } from '../support/org.ts'

const shop = 64
const ways = [
  ['calls', {}],
  ['an ingest job', { ingestAbove: 10 }],
] as const

interface Rejects {
  readonly rejects: readonly { readonly record: string; readonly reason: string; readonly stage: string }[]
}

async function listed(installation: Installation): Promise<Rejects['rejects']> {
  return (await installation.run('rejects', '--json')).json<Rejects>().rejects
}

describe.concurrent.each(ways)('writing by %s', (_way, settings) => {
  it("sets the one contact aside that a validation rule refuses, with the rule's words, and writes it later", async () => {
    await using org = await openOrg({ seed: seedOrgShop(shop) })
    await using installation = await connectOrg(org, { settings, more: writeContacts })
    const { org: state, control } = org.server
    control.addValidationRule({
      object: 'Contact',
      message: 'Person "No 3", of the board, is not scored:\nask Legal',
      refuses: (value) => value('LastName') === 'No 3',
    })
    const sync = await installation.run('sync', '--json')
    expect(sync.code, sync.stderr).toBe(3)
    expect(sync.json<RunResult>()).toMatchObject({ state: 'partial', written: shop - 1, rejected: 1 })
    const [reject, ...others] = await listed(installation)
    expect(others).toEqual([])
    expect(reject).toMatchObject({ record: `salesforce/contact:${shopId.contact(3)}`, stage: 'write' })
    expect(reject?.reason).toContain('Person "No 3", of the board, is not scored:\nask Legal')
    expect(reject?.reason).toContain('FIELD_CUSTOM_VALIDATION_EXCEPTION')

    state.validationRules.length = 0
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: 1, rejected: 0 })
    expect(writesPerOrgContact(state)).toEqual(new Map(allWrittenOnce()))
  })

  it('writes contacts that are locked for a moment', async () => {
    await using org = await openOrg({ seed: seedOrgShop(shop) })
    await using installation = await connectOrg(org, { settings, more: writeContacts })
    org.server.control.lockRecords([shopId.contact(3), shopId.contact(40)])
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: shop, rejected: 0 })
    expect(writesPerOrgContact(org.server.org)).toEqual(new Map(allWrittenOnce()))
  })

  it("sets a contact aside that stays locked, with Salesforce's reason, and writes it later", async () => {
    await using org = await openOrg({ seed: seedOrgShop(shop) })
    await using installation = await connectOrg(org, { settings, more: writeContacts })
    org.server.control.lockRecords([shopId.contact(3)], 1_000)
    expect(await syncHere(installation)).toMatchObject({ state: 'partial', written: shop - 1, rejected: 1 })
    const [reject] = await listed(installation)
    expect(reject).toMatchObject({ record: `salesforce/contact:${shopId.contact(3)}`, stage: 'write' })
    expect(reject?.reason).toContain('unable to obtain exclusive access to this record')
    expect(reject?.reason).toContain('[UNABLE_TO_LOCK_ROW]')

    org.server.org.lockedRecords.clear()
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: 1, rejected: 0 })
    expect(writesPerOrgContact(org.server.org)).toEqual(new Map(allWrittenOnce()))
  })
})

function allWrittenOnce(): [string, number][] {
  return Array.from({ length: shop }, (_, number) => [shopId.contact(number), 1])
}
