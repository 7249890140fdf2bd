import type { SalesforceOptions } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { accountTarget } from './account.ts'
import { everyType, TargetOrg } from './testing/target-org.ts'

/** An org of accounts with the fields in place, and a run in it. */
async function open(count: number, options: SalesforceOptions = {}) {
  const org = await TargetOrg.open('Account', count, options)
  const run = org.run()
  await accountTarget.ensureFields(run.ctx, everyType)
  org.server.control.resetLog()
  return { org, ...run, [Symbol.asyncDispose]: () => org[Symbol.asyncDispose]() }
}

const collections = { method: 'PATCH', path: '*/composite/sobjects' }

test('what is written is read back as it was meant', async () => {
  await using opened = await open(2)
  const { org, ctx } = opened
  const [id = '', other = ''] = org.ids
  const values = {
    clv_low: 182.5,
    orders: 3,
    alive: 0.57,
    since: '2024-03-01',
    scored_at: '2024-03-01T12:00:00.000Z',
    segment: 'loyal',
    key_account: 'yes',
    why: 'Buys "often"',
  }
  expect(await accountTarget.write(ctx, [{ id, values }], everyType)).toEqual([
    { id, ok: true, modifiedAt: null },
  ])
  const current = await accountTarget.current(ctx, [id, other], everyType)
  expect(current.get(id)).toEqual(values)
  expect(current.get(other)).toMatchObject({ clv_low: null, key_account: null })
})

test('a share is kept as 0–100 and no as a word', async () => {
  await using opened = await open(1)
  const { org, ctx } = opened
  const [id = ''] = org.ids
  await accountTarget.write(ctx, [{ id, values: { alive: 0.57, key_account: 'no' } }], everyType)
  expect(org.stored(id, 'Rapport_Alive__c')).toBe(57)
  expect(org.stored(id, 'Rapport_Key_Account__c')).toBe('no')
})

test('null clears', async () => {
  await using opened = await open(1)
  const { org, ctx } = opened
  const [id = ''] = org.ids
  await accountTarget.write(ctx, [{ id, values: { orders: 3, key_account: 'no' } }], everyType)
  await accountTarget.write(ctx, [{ id, values: { orders: null, key_account: null } }], everyType)
  expect(org.stored(id, 'Rapport_Orders__c')).toBeNull()
  expect(org.stored(id, 'Rapport_Key_Account__c')).toBeNull()
})

test('200 records go by one call', async () => {
  await using opened = await open(450)
  const { org, ctx } = opened
  const results = await accountTarget.write(
    ctx,
    org.writes((index) => ({ orders: index })),
    everyType,
  )
  expect(results.every(({ ok }) => ok)).toBe(true)
  expect(org.calls().filter((call) => call === 'PATCH /composite/sobjects').length).toBe(3)
})

test('an id that stands twice is sent once, with the later value', async () => {
  await using opened = await open(1)
  const { org, ctx } = opened
  const [id = ''] = org.ids
  const results = await accountTarget.write(
    ctx,
    [
      { id, values: { orders: 1, segment: 'loyal' } },
      { id, values: { orders: 2 } },
    ],
    everyType,
  )
  expect(results.map(({ ok }) => ok)).toEqual([true, true])
  expect(org.updates()).toBe(1)
  expect(org.stored(id, 'Rapport_Orders__c')).toBe(2)
  expect(org.stored(id, 'Rapport_Segment__c')).toBe('loyal')
})

test.each([
  ['a validation rule', 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Ask finance first', 'invalid'],
  ['a required field', 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Phone]', 'invalid'],
  ['no access to the record', 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights', 'invalid'],
  ['no access to its owner', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'no access', 'invalid'],
  ['a trigger that fails', 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'TerritoryTrigger: null', 'invalid'],
  ['a service that is down', 'SERVER_UNAVAILABLE', 'try again', 'transient'],
])('%s sets one record aside with the reason of Salesforce', async (_, statusCode, message, kind) => {
  await using opened = await open(3)
  const { org, ctx } = opened
  const [, bad = ''] = org.ids
  org.server.control.fail({ ...collections, fault: { kind: 'bad-rows', ids: [bad], statusCode, message } })
  const results = await accountTarget.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
  expect(results[1]).toMatchObject({
    id: bad,
    error: {
      kind,
      outcome: 'none',
      message: expect.stringContaining(`Account ${bad}: refused by Salesforce: ${message} [${statusCode}]`),
    },
  })
})

test('records that are deleted, or never were, are gone', async () => {
  await using opened = await open(2)
  const { org, ctx } = opened
  const [kept = '', deleted = ''] = org.ids
  org.remove(deleted)
  const unknown = `${kept.slice(0, 14)}Z`
  const batch = [kept, deleted, unknown].map((id) => ({ id, values: { orders: 1 } }))
  expect(await accountTarget.write(ctx, batch, everyType)).toMatchObject([
    { ok: true },
    { ok: false, error: { kind: 'gone' } },
    { ok: false, error: { kind: 'gone' } },
  ])
  const current = await accountTarget.current(ctx, [kept, deleted, unknown], everyType)
  expect([...current.keys()]).toEqual([kept])
})

test('a locked record is sent again, by itself', async () => {
  await using opened = await open(50)
  const { org, ctx } = opened
  org.server.control.lockRecords([org.ids[7]!])
  const results = await accountTarget.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results.every(({ ok }) => ok)).toBe(true)
  expect(org.updates()).toBe(50)
})

test('many locked records are sent again in smaller parts', async () => {
  await using opened = await open(50)
  const { org, ctx } = opened
  org.server.control.lockRecords(org.ids, 2)
  const results = await accountTarget.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results.every(({ ok }) => ok)).toBe(true)
  const parts = org.server.control
    .log()
    .filter(({ path, effects }) => path.endsWith('/composite/sobjects') && effects.length > 0)
    .map(({ effects }) => effects.length)
  expect(parts).toEqual([20, 20, 10])
})

test('a record that stays locked is set aside, and does not stop the others', async () => {
  await using opened = await open(3)
  const { org, ctx } = opened
  org.server.control.lockRecords([org.ids[0]!], 100)
  const results = await accountTarget.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results).toMatchObject([
    { ok: false, error: { kind: 'conflict', message: expect.stringContaining('UNABLE_TO_LOCK_ROW') } },
    { ok: true },
    { ok: true },
  ])
})

test('a field that may not be written is a setting, not the fault of every record', async () => {
  await using opened = await open(2)
  const { org, ctx } = opened
  const { org: state } = org.server
  const grants = state.table('FieldPermissions')
  const [row] = grants.rowsWhere('Field', 'Account.Rapport_Orders__c')
  grants.column(state.schema.field('FieldPermissions', 'PermissionsEdit')!).set(row!, false)
  state.permissionsChanged()
  const [result] = await accountTarget.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(result).toMatchObject({
    ok: false,
    error: { kind: 'config', message: expect.stringMatching(/Rapport_Orders__c.*assign the permission set/) },
  })
})

test('a field that may not be read is a setting', async () => {
  await using opened = await open(1)
  const { org, ctx } = opened
  const grants = org.server.org.table('FieldPermissions')
  for (const row of grants.rowsWhere('Field', 'Account.Rapport_Orders__c')) grants.purge(row)
  org.server.org.permissionsChanged()
  await expect(accountTarget.current(ctx, org.ids, everyType)).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('Rapport_Orders__c'),
  })
})

test('a value that is none of its type is set aside before it is sent', async () => {
  await using opened = await open(2)
  const { org, ctx } = opened
  const results = await accountTarget.write(
    ctx,
    org.writes((index) => ({ orders: index === 0 ? 'many' : 1 })),
    everyType,
  )
  expect(results).toMatchObject([
    { ok: false, error: { kind: 'invalid', message: expect.stringContaining('orders is "many"') } },
    { ok: true },
  ])
})

test('a call that Salesforce refuses as a whole is halved', async () => {
  await using opened = await open(8)
  const { org, ctx } = opened
  const refusal = { kind: 'status', status: 400, errorCode: 'JSON_PARSER_ERROR' } as const
  org.server.control.fail({ ...collections, times: 2, fault: refusal })
  const results = await accountTarget.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results.every(({ ok }) => ok)).toBe(true)
  expect(org.updates()).toBe(8)
})

test('a connection lost after the commit is an unknown outcome and is not sent again', async () => {
  await using opened = await open(3)
  const { org, ctx } = opened
  org.server.control.fail({ ...collections, fault: { kind: 'reset-after-commit' } })
  await expect(
    accountTarget.write(
      ctx,
      org.writes(() => ({ orders: 1 })),
      everyType,
    ),
  ).rejects.toMatchObject({ kind: 'transient', outcome: 'unknown' })
  expect(org.updates()).toBe(3)
})

test.each(['truncated-body', 'reset-after-commit'] as const)(
  'after %s in the second call the first 200 are written, the second unknown, the third not sent',
  async (kind) => {
    await using opened = await open(600)
    const { org, ctx } = opened
    org.server.control.fail({ ...collections, skip: 1, fault: { kind } })
    const results = await accountTarget.write(
      ctx,
      org.writes(() => ({ orders: 1 })),
      everyType,
    )
    const outcomes = results.map((result) => (result.ok ? 'written' : result.error.outcome))
    expect([outcomes[0], outcomes[199], outcomes[200], outcomes[399], outcomes[400], outcomes[599]]).toEqual([
      'written',
      'written',
      'unknown',
      'unknown',
      'none',
      'none',
    ])
    expect(org.updates()).toBe(400)
  },
)

test('the daily limit of the org stops it, and what was written stays written', async () => {
  await using opened = await open(400)
  const { org, ctx } = opened
  org.server.control.fail({ ...collections, skip: 1, fault: { kind: 'request-limit', limit: 'daily' } })
  const results = await accountTarget.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results.filter(({ ok }) => ok).length).toBe(200)
  expect(results[399]).toMatchObject({ ok: false, error: { kind: 'rate', outcome: 'none' } })
})
