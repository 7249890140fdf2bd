import type { TargetField } from '@rapport/connector'
import { type HubspotServer, startSandbox } from '@rapport/sandbox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { connect } from '../testing/connection.ts'
import { portal } from '../testing/portal.ts'
import { contactTarget } from './contact.ts'

let sandbox: HubspotServer
beforeEach(async () => {
  sandbox = await startSandbox({ hubspot: { limits: 'off' } })
})
afterEach(() => sandbox.close())

const decimals: Readonly<Partial<Record<TargetField['type'], number>>> = {
  currency: 2,
  number: 0,
  percent: 4,
}

const field = (name: string, type: TargetField['type'], options?: string[]): TargetField => ({
  name,
  type,
  label: name,
  description: `What ${name} is, by btyd@1`,
  decimals: decimals[type] ?? null,
  ...(options === undefined ? {} : { options }),
})

const everyType: TargetField[] = [
  field('clv', 'currency'),
  field('orders', 'number'),
  field('alive', 'percent'),
  field('since', 'date'),
  field('scored_at', 'datetime'),
  field('segment', 'enumeration', ['loyal', 'at_risk']),
  field('key_account', 'yesno'),
  field('why', 'text'),
]

const definition = (name: string) => sandbox.state.properties('contacts').find(name)

test('missing fields are created in their group with the types of HubSpot', async () => {
  const { ctx } = connect(sandbox.baseUrl)
  const created = await contactTarget.ensureFields(ctx, everyType)
  expect(created).toEqual(everyType.map(({ name }) => name))
  const shapes = everyType.map(({ name }) => {
    const { groupName, type, fieldType } = definition(`rapport_${name}`)!
    return [name, groupName, type, fieldType]
  })
  expect(shapes).toEqual([
    ['clv', 'rapport', 'number', 'number'],
    ['orders', 'rapport', 'number', 'number'],
    ['alive', 'rapport', 'number', 'number'],
    ['since', 'rapport', 'date', 'date'],
    ['scored_at', 'rapport', 'datetime', 'date'],
    ['segment', 'rapport', 'enumeration', 'select'],
    ['key_account', 'rapport', 'bool', 'booleancheckbox'],
    ['why', 'rapport', 'string', 'textarea'],
  ])
})

test('money is shown with its symbol, and a share as a percentage', async () => {
  const { ctx } = connect(sandbox.baseUrl)
  await contactTarget.ensureFields(ctx, everyType)
  const shown = ['clv', 'orders', 'alive', 'since'].map((name) => {
    const { showCurrencySymbol, numberDisplayHint } = definition(`rapport_${name}`)!
    return [name, showCurrencySymbol, numberDisplayHint]
  })
  expect(shown).toEqual([
    ['clv', true, 'currency'],
    ['orders', null, 'formatted'],
    ['alive', null, 'percentage'],
    ['since', null, null],
  ])
})

test('a text that names another policy than the one in force is corrected; what a person wrote there stays', async () => {
  const { ctx } = connect(sandbox.baseUrl)
  const rate = (policy: string): TargetField => ({
    ...field('fcr_rate', 'percent'),
    description: `Share resolved at the first contact. Computed by Rapport, policy ${policy}.`,
  })
  const text = () => definition('rapport_fcr_rate')?.description
  await contactTarget.ensureFields(ctx, [rate('rapport-fcr-7d@1')])
  await contactTarget.ensureFields(ctx, [rate('rapport-fcr-3d@1')])
  expect(text()).toBe(rate('rapport-fcr-3d@1').description)
  await ctx.request({
    method: 'PATCH',
    path: '/crm/v3/properties/contacts/rapport_fcr_rate',
    body: { description: 'How often we solve it at once' },
    budget: 'general',
    effect: 'read',
    schema: z.unknown(),
  })
  await contactTarget.ensureFields(ctx, [rate('rapport-fcr-7d@1')])
  expect(text()).toBe('How often we solve it at once')
})

test('asked again it creates nothing, with one call', async () => {
  const { ctx, calls } = connect(sandbox.baseUrl)
  await contactTarget.ensureFields(ctx, everyType)
  const before = calls.length
  expect(await contactTarget.ensureFields(ctx, everyType, async () => {})).toEqual([])
  expect(calls.length - before).toBe(1)
})

test('a field that a person archived is restored', async () => {
  const { ctx } = connect(sandbox.baseUrl)
  await contactTarget.ensureFields(ctx, everyType)
  await portal(sandbox.baseUrl, 'DELETE', '/crm/v3/properties/contacts/rapport_clv')
  expect(await contactTarget.ensureFields(ctx, everyType)).toEqual(['clv'])
  expect(definition('rapport_clv')?.type).toBe('number')
})

test('of the fields that are missing, those that were archived are told as ones that may come back, for one call', async () => {
  const { ctx, calls } = connect(sandbox.baseUrl)
  const [clv, orders] = everyType as [TargetField, TargetField]
  await contactTarget.ensureFields(ctx, [clv])
  await portal(sandbox.baseUrl, 'DELETE', '/crm/v3/properties/contacts/rapport_clv')
  const before = calls.length
  const told: unknown[] = []
  await contactTarget.ensureFields(ctx, [clv, orders], async (...names) => void told.push(...names))
  expect(told).toEqual([['clv', 'orders'], ['clv']])
  // The definitions, what is archived, the group, the creation.
  expect(calls.length - before).toBe(4)
})

test("a new option is added without removing people's", async () => {
  const { ctx } = connect(sandbox.baseUrl)
  await contactTarget.ensureFields(ctx, [field('segment', 'enumeration', ['loyal'])])
  const options = [
    { label: 'Loyal', value: 'loyal' },
    { label: 'Theirs', value: 'theirs' },
  ]
  await portal(sandbox.baseUrl, 'PATCH', '/crm/v3/properties/contacts/rapport_segment', { options })
  await contactTarget.ensureFields(ctx, [field('segment', 'enumeration', ['loyal', 'at_risk'])])
  expect(definition('rapport_segment')?.options.map(({ label }) => label)).toEqual([
    'Loyal',
    'Theirs',
    'at_risk',
  ])
})

test('a property of the same name and another type is a setting to correct', async () => {
  const { ctx } = connect(sandbox.baseUrl)
  await contactTarget.ensureFields(ctx, [field('clv', 'text')])
  await expect(contactTarget.ensureFields(ctx, [field('clv', 'currency')])).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('"rapport_clv" of type string'),
  })
})

test('group and prefix are settings', async () => {
  const { ctx } = connect(sandbox.baseUrl, { settings: { propertyGroup: 'cx', propertyPrefix: 'cx_' } })
  await contactTarget.ensureFields(ctx, [field('clv', 'currency')])
  expect(definition('cx_clv')?.groupName).toBe('cx')
})
