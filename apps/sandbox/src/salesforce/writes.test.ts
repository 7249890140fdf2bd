import { expect, it } from 'vitest'
import { makeId } from './ids.ts'
import { open, refusal } from './testing/open.ts'

const A = makeId('001', 1)
const B = makeId('001', 2)
const GONE = makeId('001', 3)
const seed = {
  Account: [
    { Id: A, Name: 'A' },
    { Id: B, Name: 'B' },
    { Id: GONE, Name: 'Gone', IsDeleted: true },
  ],
}

it('creates, reads, changes and deletes a record', async () => {
  const { client, clock } = await open()
  const accounts = client.sobject('Account')
  const { id = '' } = await accounts.create({ Name: 'Acme', AnnualRevenue: 1.005 })
  clock.now += 60_500
  await accounts.update({ Id: id, Name: 'Acme Ltd' })
  expect(await accounts.retrieve(id)).toMatchObject({
    Name: 'Acme Ltd',
    CreatedDate: '2026-01-15T12:00:00.000+0000',
    SystemModstamp: '2026-01-15T12:01:00.000+0000',
  })
  await accounts.destroy(id)
  expect((await refusal(accounts.retrieve(id))).errorCode).toBe('NOT_FOUND')
  expect((await refusal(accounts.update({ Id: id, Name: 'x' }))).errorCode).toBe('ENTITY_IS_DELETED')
})

it('answers a collection with one result a record, in order', async () => {
  const { send, control } = await open(seed)
  control.addValidationRule({
    object: 'Account',
    field: 'NumberOfEmployees',
    message: 'Too many people',
    refuses: (value) => Number(value('NumberOfEmployees')) > 100,
  })
  control.protectFields('Account.Website')
  const record = (id: string, values: object) => ({ attributes: { type: 'Account' }, id, ...values })
  const { status, body } = await send('PATCH', '/composite/sobjects', {
    allOrNone: false,
    records: [
      record(A, { Phone: '1' }),
      record(B, { NumberOfEmployees: 500 }),
      record(GONE, { Phone: '1' }),
      record(makeId('001', 99), { Phone: '1' }),
      record('nonsense', { Phone: '1' }),
      record(A, { Website: 'x' }),
      record(A, { Nope__c: 'x' }),
      record(A, { Name: null }),
      record(makeId('003', 1), { Phone: '1' }),
      record(B, { ParentId: makeId('001', 88) }),
      record(B, { ParentId: makeId('003', 1) }),
    ],
  })
  expect(status).toBe(200)
  expect(body[0]).toEqual({ id: A, success: true, errors: [] })
  expect(body.slice(1).map((row: { errors: { statusCode: string }[] }) => row.errors[0]?.statusCode)).toEqual(
    [
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'ENTITY_IS_DELETED',
      'INVALID_CROSS_REFERENCE_KEY',
      'MALFORMED_ID',
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      'INVALID_FIELD',
      'REQUIRED_FIELD_MISSING',
      'MALFORMED_ID',
      'INVALID_CROSS_REFERENCE_KEY',
      'MALFORMED_ID',
    ],
  )
  expect(body[1].errors[0]).toEqual({
    statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    message: 'Too many people',
    fields: ['NumberOfEmployees'],
  })
  expect(control.counters()).toMatchObject({ recordsWritten: 1, recordsChanged: 1 })
})

it('updates through jsforce, and finds a locked row locked as often as told', async () => {
  const { client, control } = await open(seed)
  control.lockRecords([A])
  const update = () =>
    client.sobject('Account').update([
      { Id: A, Phone: '1' },
      { Id: B, Phone: '2' },
    ])
  const [first, second] = await update()
  expect(first?.errors).toMatchObject([{ statusCode: 'UNABLE_TO_LOCK_ROW' }])
  expect(second?.success).toBe(true)
  expect((await update()).map(({ success }) => success)).toEqual([true, true])
})

it('takes 200 records a call and ten changes of type', async () => {
  const { send } = await open(seed)
  const many = Array.from({ length: 201 }, () => ({ attributes: { type: 'Account' }, id: A }))
  const refused = await send('PATCH', '/composite/sobjects', { records: many })
  expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'EXCEEDED_ID_LIMIT'])
  const mixed = Array.from({ length: 12 }, (_, at) => ({
    attributes: { type: at % 2 ? 'Contact' : 'Account' },
    id: A,
  }))
  expect((await send('PATCH', '/composite/sobjects', { records: mixed })).body[0].errorCode).toBe(
    'INVALID_OPERATION',
  )
})

it('reads nothing of a collection with a value of the wrong type', async () => {
  const { send, control } = await open(seed)
  const records = [
    { attributes: { type: 'Account' }, id: A, Phone: '1' },
    { attributes: { type: 'Account' }, id: B, AnnualRevenue: 'much' },
  ]
  const { status, body } = await send('PATCH', '/composite/sobjects', { records })
  expect([status, body[0].errorCode]).toEqual([400, 'JSON_PARSER_ERROR'])
  expect(control.counters().recordsWritten).toBe(0)
})

it('writes all or none when asked to', async () => {
  const { client, control } = await open(seed)
  const update = (Phone: string) =>
    client.sobject('Account').update(
      [
        { Id: A, Phone },
        { Id: GONE, Phone },
      ],
      { allOrNone: true },
    )
  expect(await update('1')).toMatchObject([
    { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
    { success: false, errors: [{ statusCode: 'ENTITY_IS_DELETED' }] },
  ])
  expect(control.counters().recordsWritten).toBe(0)
  const both = await client.sobject('Account').update(
    [
      { Id: A, Phone: '1' },
      { Id: B, Phone: '1' },
    ],
    { allOrNone: true },
  )
  expect(both.map(({ success }) => success)).toEqual([true, true])
})

it('creates and deletes collections', async () => {
  const { client } = await open()
  const created = await client.sobject('Contact').create([{ LastName: 'Ada' }, { FirstName: 'No last name' }])
  expect(created).toMatchObject([
    { success: true },
    { errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }] },
  ])
  const [first] = created
  const deleted = await client.sobject('Contact').destroy([first?.id ?? '', makeId('003', 77)])
  expect(deleted).toMatchObject([
    { success: true },
    { errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] },
  ])
})

it('derives what Salesforce derives: won stages, closed cases and their history', async () => {
  const { client, clock } = await open()
  const { id = '' } = await client
    .sobject('Opportunity')
    .create({ Name: 'O', StageName: 'Closed Won', CloseDate: '2026-01-31' })
  expect(await client.sobject('Opportunity').retrieve(id)).toMatchObject({
    IsWon: true,
    IsClosed: true,
    Probability: 100,
  })
  const cases = client.sobject('Case')
  const { id: caseId = '' } = await cases.create({ Subject: 'Help' })
  clock.now += 60_000
  await cases.update({ Id: caseId, Status: 'Closed' })
  expect(await cases.retrieve(caseId)).toMatchObject({
    IsClosed: true,
    ClosedDate: '2026-01-15T12:01:00.000+0000',
  })
  await cases.update({ Id: caseId, Status: 'Working' })
  expect(await cases.retrieve(caseId)).toMatchObject({ IsClosed: false, ClosedDate: null })
  const { records } = await client.query(
    `SELECT OldValue, NewValue FROM CaseHistory WHERE CaseId = '${caseId}' AND Field = 'Status'`,
  )
  expect(records).toMatchObject([
    { OldValue: 'New', NewValue: 'Closed' },
    { OldValue: 'Closed', NewValue: 'Working' },
  ])
  const { OwnerId } = await cases.retrieve(caseId)
  const { records: users } = await client.query(`SELECT Id, Name FROM User WHERE Id != '${OwnerId}' LIMIT 1`)
  const [user] = users
  await cases.update({ Id: caseId, Priority: 'High', OwnerId: user?.Id })
  const { records: others } = await client.query(
    `SELECT Field, OldValue, NewValue FROM CaseHistory WHERE CaseId = '${caseId}' AND Field != 'Status'`,
  )
  expect(others).toMatchObject([
    { Field: 'Priority', NewValue: 'High' },
    { Field: 'Owner', NewValue: user?.Name },
    { Field: 'Owner', OldValue: OwnerId, NewValue: user?.Id },
  ])
})

it('gives a record the corporate currency where there are several', async () => {
  const { client } = await open({}, { features: ['multiCurrency'] })
  const { id = '' } = await client.sobject('Account').create({ Name: 'A' })
  expect(await client.sobject('Account').retrieve(id)).toMatchObject({ CurrencyIsoCode: 'USD' })
  const rates = await client.query('SELECT IsoCode, ConversionRate FROM CurrencyType ORDER BY IsoCode')
  expect(rates.records).toMatchObject([{ IsoCode: 'EUR', ConversionRate: 0.9 }, { IsoCode: 'USD' }])
})
