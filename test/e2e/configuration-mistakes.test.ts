import { appendFile, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConfigurationInput } from '@rapport/config'
import { expect, it } from 'vitest'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

/** The configuration with a mapping of deals' amounts. */
function withAmountFrom(property: string) {
  return (input: ConfigurationInput): ConfigurationInput => ({
    ...input,
    connections: {
      hubspot: { ...input.connections!.hubspot!, mapping: { deal: { fields: { amount: property } } } },
    },
  })
}

it.concurrent('exits with 5 and names the nearest property where a mapping misspells one', async () => {
  await using portal = await openPortal({ seed: seedShop(5) })
  await using installation = await connect(portal, { change: withAmountFrom('ammount') })

  const { code, stderr } = await installation.run('sync')
  expect(code).toBe(5)
  expect(stderr).toContain('"ammount"')
  expect(stderr).toContain('did you mean "amount"?')
  expect((await installation.run('check')).code).toBe(5)

  await installation.configure((input) => withAmountFrom('amount')(input))
  expect((await installation.run('sync')).code).toBe(0)
})

it.concurrent('exits with 5 and tells line and meaning of an unknown key in rapport.yaml', async () => {
  await using portal = await openPortal()
  await using installation = await connect(portal)
  const file = path.join(installation.folder, 'rapport.yaml')
  const lines = (await readFile(file, 'utf8')).split('\n').length
  await appendFile(file, 'guardRail:\n  minRecords: 10\n')

  const { code, stderr } = await installation.run('sync')
  expect(code).toBe(5)
  expect(stderr).toContain(`rapport.yaml:${lines}:1 guardRail: unknown key (did you mean "guardRails"?)`)
  expect(portal.server.control.log()).toEqual([])
})

it.concurrent('exits with 5 and names the nearest field where writeBack misspells one', async () => {
  await using portal = await openPortal()
  await using installation = await connect(portal, {
    change: (input) => ({ ...input, writeBack: { hubspot: { contact: ['clv', 'clv_hihg'] } } }),
  })

  const { code, stderr } = await installation.run('sync')
  expect(code).toBe(5)
  expect(stderr).toMatch(/clv_hihg.*did you mean "clv_high"\?/)
})
