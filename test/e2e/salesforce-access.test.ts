import { loadSalesforceRecord, purgeSalesforceRecords } from '@rapport/sandbox'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { syncHere } from '../support/in-process.ts'
import type { Installation } from '../support/installation.ts'
import { connectOrg, openOrg, seedOrgShop } from '../support/org.ts'

const shop = 64
const day = 86_400_000

/** What is set aside, by the name that it is set aside under. */
async function setAside(installation: Installation): Promise<readonly string[]> {
  const store = await installation.openStore()
  const { rows } = await sql<{ record: string }>`
    select record_id as record from reject where resolved_at is null and stage = 'extract' order by record_id
  `.execute(store.db)
  await store.close()
  return rows.map(({ record }) => record)
}

async function count(installation: Installation, table: string, prefix: string): Promise<number> {
  const store = await installation.openStore()
  const { rows } = await sql<{ records: number }>`
    select count(*)::integer as records from ${sql.table(table)} where deleted_at is null and id like ${`${prefix}%`}
  `.execute(store.db)
  await store.close()
  return rows[0]?.records ?? 0
}

async function countAmounts(installation: Installation): Promise<number> {
  const store = await installation.openStore()
  const { rows } = await sql<{ deals: number }>`
    select count(data->>'amount')::integer as deals from deal where deleted_at is null
  `.execute(store.db)
  await store.close()
  return rows[0]?.deals ?? 0
}

it.concurrent('reads no sale while it is hidden which are won, and all amounts once they are not', async () => {
  await using org = await openOrg({ seed: seedOrgShop(shop) })
  await using installation = await connectOrg(org)
  const { control } = org.server
  control.hideFields('Opportunity.Amount', 'Opportunity.IsWon')
  const refused = await syncHere(installation)
  expect(refused).toMatchObject({ state: 'failed', failure: 'config' })
  expect(refused.message).toContain('does not see Opportunity.IsWon')

  control.show('Opportunity.IsWon')
  expect(await syncHere(installation)).toMatchObject({ state: 'partial' })
  expect(await countAmounts(installation)).toBe(0)
  expect(await setAside(installation)).toEqual(['Opportunity.Amount'])

  control.show('Opportunity.Amount')
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', scored: shop })
  expect(await setAside(installation)).toEqual([])
  expect(await countAmounts(installation)).toBe(org.server.org.table('Opportunity').size)
})

it.concurrent('keeps the sales of an object that it sees no longer, says so, and goes on when it is back', async () => {
  const clock = { now: Date.now() }
  await using org = await openOrg({
    seed: seedOrgShop(shop),
    limits: 'off',
    now: () => clock.now,
    app: { sessionMs: 100 * day },
  })
  const order = { EffectiveDate: '2025-03-15', TotalAmount: 50, Status: 'Activated', StatusCode: 'A' }
  for (let number = 0; number < 5; number++) loadSalesforceRecord(org.server.org, 'Order', order)
  await using installation = await connectOrg(org, { signIn: 'accessToken' })
  await syncHere(installation)
  expect(await setAside(installation)).toEqual([])

  org.server.control.hideObjects('Order')
  for (let twice = 0; twice < 2; twice++) {
    clock.now += 2 * day
    expect(await syncHere(installation)).toMatchObject({ state: 'partial' })
  }
  expect(await setAside(installation)).toEqual(['Order'])
  expect(await count(installation, 'deal', '801')).toBe(5)

  org.server.control.show('Order')
  clock.now += 2 * day
  await syncHere(installation)
  expect(await setAside(installation)).toEqual([])
  expect(await count(installation, 'deal', '801')).toBe(5)
})

it.concurrent('finds mail that was deleted for good weeks before the next sync', async () => {
  const clock = { now: Date.now() }
  await using org = await openOrg({ limits: 'off', now: () => clock.now, app: { sessionMs: 100 * day } })
  const state = org.server.org
  const ParentId = loadSalesforceRecord(state, 'Case', { Subject: 'Help' })
  loadSalesforceRecord(state, 'CaseComment', { ParentId, IsPublished: true })
  const mails = Array.from({ length: 900 }, () =>
    loadSalesforceRecord(state, 'EmailMessage', { ParentId, Incoming: true, Status: '3' }),
  )
  const streams = ['agent', 'contact', 'ticket', 'message'] as const
  await using installation = await connectOrg(org, {
    signIn: 'accessToken',
    connection: { streams: [...streams] },
  })
  await syncHere(installation)
  expect(await count(installation, 'message', '02s')).toBe(900)
  purgeSalesforceRecords(state, [mails[0] ?? '', mails[450] ?? '', mails[899] ?? ''])
  clock.now += 22 * day
  await syncHere(installation)
  expect(await count(installation, 'message', '02s')).toBe(897)
  expect(await count(installation, 'message', '00a')).toBe(1)
})
