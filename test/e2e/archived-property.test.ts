import type { RunResult } from '@rapport/run'
import { type CallLogEntry, editRecords } from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { ask, reachCall } from '../support/calls.ts'
import { writtenFields } from '../support/end-state.ts'
import { connect, type Installation } from '../support/installation.ts'
import { openPortal, type Portal, seedShop } from '../support/portal.ts'

const contact = 1001
const property = 'rapport_orders'
const properties = '/crm/v3/properties/contacts'
const batch = '/crm/v3/objects/contacts/batch'

/** HubSpot does not document which of them it does. */
const ways = ['with-values', 'empty'] as const
type Way = (typeof ways)[number]

/** Archives a property, as a person does in HubSpot's settings. */
const archiveProperty = (portal: Portal) => ask(portal, 'DELETE', `${properties}/${property}`)

/** A shop of three to which a sync wrote one property, whose portal restores archived properties in one of the ways. */
async function openShop(way: Way) {
  const portal = await openPortal({ seed: seedShop(3), restoredProperties: way })
  const installation = await connect(portal, {
    change: (input) => ({ ...input, writeBack: { hubspot: { contact: ['orders'] } } }),
  })
  const { planIds } = (await installation.run('sync', '--json')).json<RunResult>()
  return {
    portal,
    installation,
    planId: String(planIds[0]),
    [Symbol.asyncDispose]: async () => {
      await installation[Symbol.asyncDispose]()
      await portal[Symbol.asyncDispose]()
    },
  }
}

/** Kills a sync while it waits for an answer of HubSpot: at the first call of this path after the property is restored. */
async function killAt(portal: Portal, installation: Installation, path: string): Promise<void> {
  const { server } = portal
  server.control.fail({ method: 'POST', path, fault: { kind: 'hang' } })
  const asked = (log: readonly CallLogEntry[]) => log.filter((call) => call.path === path).length
  const before = asked(server.control.log())
  const running = installation.start('sync')
  await reachCall(server, running, (log) => asked(log) > before)
  running.process.kill('SIGKILL')
  await running.finished
  server.control.clearFaults()
  expect(server.state.properties('contacts').find(property)).toBeDefined()
}

/** A person edits something else: the next sync reads the record. */
const touch = ({ server }: Portal) => editRecords(server.state, 'contacts', [contact], { phone: '+49 30 1' })

function expectPutBack({ server }: Portal): void {
  for (const fields of Object.values(writtenFields(server.state))) expect(fields[property] ?? '').toBe('')
}

it.concurrent.each(ways)(
  'a revert that restores an archived property (%s) puts back what stood there',
  async (way) => {
    await using shop = await openShop(way)
    const { portal, installation, planId } = shop
    await archiveProperty(portal)
    // Read while the property is away.
    touch(portal)
    await installation.run('sync', '--dry-run')
    const reverted = await installation.run('revert', planId, '--json')
    expect(reverted.code, reverted.stderr).toBe(0)
    expect(reverted.json()).toMatchObject({ applied: 3, refused: 0 })
    expectPutBack(portal)
  },
)

it.concurrent.each([
  ['with-values', 0],
  ['empty', 3],
] as const)(
  'after a sync that restores an archived property (%s) all records hold their values: it writes %d, and later edits are kept',
  async (way, written) => {
    await using shop = await openShop(way)
    const { portal, installation, planId } = shop
    const { state } = portal.server
    const before = writtenFields(state)
    await archiveProperty(portal)
    touch(portal)
    const dry = await installation.run('sync', '--dry-run', '--json')
    expect(dry.json()).toMatchObject({ drifted: 0 })
    const restored = await installation.run('sync', '--json')
    expect(restored.json()).toMatchObject({ written, drifted: 0 })
    expect(writtenFields(state)).toEqual(before)

    editRecords(state, 'contacts', [contact], { [property]: '777' })
    expect((await installation.run('sync', '--json')).json()).toMatchObject({ written: 0, drifted: 1 })
    expect(writtenFields(state)[contact]?.[property]).toBe('777')
    const reverted = (await installation.run('revert', planId, '--json')).json()
    expect(reverted).toMatchObject({ applied: 2, refused: 1 })
    expect(writtenFields(state)[contact]?.[property]).toBe('777')
    expect(writtenFields(state)[contact + 1]?.[property] ?? '').toBe('')
  },
)

it.concurrent.each([
  ['with-values', 0],
  ['empty', 3],
] as const)(
  'a sync that is killed before it has read back what an archived property came back with (%s) leaves that to the next, which writes %d',
  async (way, written) => {
    await using shop = await openShop(way)
    const { portal, installation } = shop
    const before = writtenFields(portal.server.state)
    await archiveProperty(portal)
    await killAt(portal, installation, `${batch}/read`)
    touch(portal)
    const next = await installation.run('sync', '--json')
    expect(next.json(), next.stderr).toMatchObject({ written, drifted: 0 })
    expect(writtenFields(portal.server.state)).toEqual(before)
  },
)

it.concurrent.each(ways)(
  'a revert after a sync that was killed so (%s) puts back what stood there',
  async (way) => {
    await using shop = await openShop(way)
    const { portal, installation, planId } = shop
    await archiveProperty(portal)
    await killAt(portal, installation, `${batch}/read`)
    touch(portal)
    await installation.run('sync', '--dry-run')
    const reverted = await installation.run('revert', planId, '--json')
    expect(reverted.code, reverted.stderr).toBe(0)
    expect(reverted.json()).toMatchObject({ applied: 3, refused: 0 })
    expectPutBack(portal)
  },
)

it.concurrent('what a sync did not come to fill again after a property came back empty is no edit for a revert', async () => {
  await using shop = await openShop('empty')
  const { portal, installation, planId } = shop
  await archiveProperty(portal)
  await killAt(portal, installation, `${batch}/update`)
  // Read while it is empty.
  touch(portal)
  await installation.run('sync', '--dry-run')
  const reverted = await installation.run('revert', planId, '--json')
  expect(reverted.code, reverted.stderr).toBe(0)
  expect(reverted.json()).toMatchObject({ applied: 3, refused: 0 })
  expectPutBack(portal)
})

it.concurrent.each(ways)(
  'what a person emptied before the property was archived stays empty (%s)',
  async (way) => {
    await using shop = await openShop(way)
    const { portal, installation } = shop
    editRecords(portal.server.state, 'contacts', [contact], { [property]: '' })
    expect((await installation.run('sync', '--json')).json()).toMatchObject({ drifted: 1 })
    await archiveProperty(portal)
    expect((await installation.run('sync', '--json')).json()).toMatchObject({ drifted: 1 })
    expect(writtenFields(portal.server.state)[contact]?.[property] ?? '').toBe('')
  },
)

it.concurrent('values of a restored property are read back once, a batch by one call', async () => {
  await using shop = await openShop('with-values')
  const { portal, installation } = shop
  const { control } = portal.server
  const reads = async () => {
    control.resetLog()
    await installation.run('sync')
    return control.log().filter(({ path }) => path === `${batch}/read`).length
  }
  expect(await reads()).toBe(0)
  await archiveProperty(portal)
  expect([await reads(), await reads()]).toEqual([1, 0])
})
