import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConfigurationInput } from '@rapport/config'
import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { writtenFields } from '../support/end-state.ts'
import { connect, type Installation } from '../support/installation.ts'
import { openPortal, type Portal, seedDeals } from '../support/portal.ts'

const [ann, ben] = ['1001', '1002']
const closedate = '2024-06-01T12:00:00.000Z'

/** Ann's deal names no currency; Ben's is in US dollars, which the portal converts into its own euros. */
const euroPortal = {
  account: { companyCurrency: 'EUR' },
  seed: seedDeals({ [ann]: { email: 'ann@shop.example' }, [ben]: { email: 'ben@shop.example' } }, [
    { id: 1, contact: Number(ann), properties: { closedate, amount: '100' } },
    {
      id: 2,
      contact: Number(ben),
      properties: { closedate, amount: '100', deal_currency_code: 'USD', hs_exchange_rate: '0.9' },
    },
  ]),
}

/** Writes the plain sum of what was won, in the workspace's currency. */
const plainSums =
  (more: ConfigurationInput) =>
  (input: ConfigurationInput): ConfigurationInput => ({
    ...input,
    metrics: { asOf: '2024-12-31', value: { model: 'historic', margin: 1 } },
    writeBack: { hubspot: { contact: ['historic_value', 'orders', 'why'] } },
    ...more,
  })

async function giveRates({ folder }: Installation, ...lines: readonly string[]): Promise<void> {
  await writeFile(path.join(folder, 'rates.csv'), `${['from,to,on,rate', ...lines].join('\n')}\n`)
}

/** What the portal holds as won so far, by contact. */
function won({ server }: Portal): Record<string, string | undefined> {
  const held = Object.entries(writtenFields(server.state))
  return Object.fromEntries(held.map(([id, fields]) => [id, fields.rapport_historic_value]))
}

async function reasons(installation: Installation): Promise<string> {
  const { rejects } = (await installation.run('rejects', '--json')).json<{
    rejects: readonly { record: string; reason: string }[]
  }>()
  return rejects.map(({ record, reason }) => `${record}: ${reason}`).join('\n')
}

it("computes in the portal's currency by the portal's own conversion, and needs no rates for it", async () => {
  await using portal = await openPortal(euroPortal)
  await using installation = await connect(portal, { change: plainSums({ currency: 'EUR' }) })
  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(0)
  expect(won(portal)).toEqual({ [ann]: '100', [ben]: '90' })
})

it("computes in the workspace's currency and writes in the portal's, each by the rates of the file", async () => {
  await using portal = await openPortal(euroPortal)
  const inDollars = plainSums({ currency: 'USD' })
  await using installation = await connect(portal, { change: inDollars })

  const without = await installation.run('sync', '--json')
  expect(without.code, without.stderr).toBe(3)
  expect(without.json<RunResult>()).toMatchObject({ state: 'partial', rejected: 2, written: 2 })
  expect(won(portal)).toEqual({ [ann]: undefined, [ben]: undefined })
  expect(writtenFields(portal.server.state)[ben]).toMatchObject({
    rapport_orders: '1',
    rapport_why: expect.stringContaining('Past value $100'),
  })
  const missing = await reasons(installation)
  expect(missing).toContain('1: there is no exchange rate from EUR to USD for 2024-06-01')
  expect(missing).toContain('*: money is kept in EUR there and there is no exchange rate from USD to EUR')

  await giveRates(installation, 'EUR,USD,2024-01-01,1.25', 'USD,EUR,2024-12-01,0.5')
  await installation.configure((input) => ({ ...inDollars(input), rates: 'rates.csv' }))
  const given = await installation.run('sync', '--json')
  expect(given.code, given.stderr).toBe(0)
  // 100 euros were 125 dollars when they were won, which are 62.50 euros at the end of the year.
  expect(won(portal)).toEqual({ [ann]: '62.5', [ben]: '50' })
  expect((await installation.run('sync', '--json')).json<RunResult>()).toMatchObject({ written: 0 })

  await installation.configure(inDollars)
  const taken = await installation.run('sync', '--json')
  expect(taken.code, taken.stderr).toBe(3)
  expect(won(portal)).toEqual({ [ann]: '62.5', [ben]: '50' })
})

it('says which line of the file is no rate, and writes nothing', async () => {
  await using portal = await openPortal(euroPortal)
  await using installation = await connect(portal, {
    change: plainSums({ currency: 'USD', rates: 'rates.csv' }),
  })
  await giveRates(installation, 'EUR,USD,2024-01-01,1.25', 'EUR,USD,2024-02-01,1,25')
  const sync = await installation.run('sync', '--json')
  expect(sync.code).toBe(5)
  expect(sync.stderr).toContain('rates.csv:3:1: 5 values where 4 are needed')
  expect(writtenFields(portal.server.state)).toEqual({ [ann]: {}, [ben]: {} })
})
