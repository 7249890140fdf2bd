import { expect, it } from 'vitest'
import { makeId } from './ids.ts'
import { open, refusal } from './testing/open.ts'

const account = (serial: number) => makeId('001', serial)

const seed = {
  Account: [
    { Id: account(1), Name: 'Acme', NumberOfEmployees: 10, AnnualRevenue: 12.5 },
    { Id: account(2), Name: 'beta', NumberOfEmployees: 20, Website: 'https://beta.example.com' },
    { Id: account(3), Name: "O'Hara", IsDeleted: true },
  ],
  Opportunity: [
    {
      Name: 'One',
      AccountId: account(1),
      StageName: 'Closed Won',
      Amount: 10,
      CloseDate: '2026-01-10',
      IsWon: true,
    },
    { Name: 'Two', AccountId: account(2), StageName: 'Prospecting', CloseDate: '2026-02-01' },
    { Name: 'Three', StageName: 'Closed Lost', Amount: 30, CloseDate: '2026-01-10', IsClosed: true },
  ],
}

it('answers a query as jsforce expects it, with relationships nested', async () => {
  const { client } = await open(seed)
  const { records, totalSize, done } = await client.query(
    "SELECT Id, Name, CloseDate, CreatedDate, Account.Name, Account.Owner.Name FROM Opportunity WHERE Name IN ('One','Three') ORDER BY Name",
  )
  expect([totalSize, done]).toEqual([2, true])
  expect(records[0]).toMatchObject({
    attributes: { type: 'Opportunity' },
    Name: 'One',
    CloseDate: '2026-01-10',
    CreatedDate: '2026-01-15T12:00:00.000+0000',
    Account: { attributes: { type: 'Account' }, Name: 'Acme', Owner: { Name: 'Integration User' } },
  })
  expect(records[1]).toMatchObject({ Name: 'Three', Account: null })
})

it.each([
  ["Name = 'one'", ['One']],
  ["Name != 'One'", ['Three', 'Two']],
  ['Amount > 10', ['Three']],
  ['Amount >= 10 AND CloseDate = 2026-01-10', ['One', 'Three']],
  ['Amount = null', ['Two']],
  ['IsWon = true', ['One']],
  ['NOT (Amount = 10 OR Amount = 30)', ['Two']],
  ["(NOT Name LIKE 'T%') OR (Name LIKE '%w_')", ['One', 'Two']],
  ["Account.Name = 'ACME'", ['One']],
  ["Name NOT IN ('One', 'Two')", ['Three']],
  ['AccountId IN (SELECT Id FROM Account WHERE NumberOfEmployees < 20)', ['One']],
  ['CloseDate > 2026-01-10', ['Two']],
  ['SystemModstamp >= 2026-01-15T13:00:00+01:00', ['One', 'Three', 'Two']],
  ['CreatedDate < TODAY', []],
  ['CreatedDate = LAST_N_DAYS:1', ['One', 'Three', 'Two']],
])('filters by %s', async (where, names) => {
  const { client } = await open(seed)
  const { records } = await client.query(`SELECT Name FROM Opportunity WHERE ${where} ORDER BY Name`)
  expect(records.map((record) => record.Name)).toEqual(names)
})

it.each([
  ['Amount, Name DESC', ['Two', 'One', 'Three']],
  ['Amount DESC NULLS LAST', ['Three', 'One', 'Two']],
  ['CloseDate DESC, Name LIMIT 2', ['Two', 'One']],
  ['Name LIMIT 1 OFFSET 1', ['Three']],
])('orders by %s', async (order, names) => {
  const { client } = await open(seed)
  const { records } = await client.query(`SELECT Name FROM Opportunity ORDER BY ${order}`)
  expect(records.map((record) => record.Name)).toEqual(names)
})

it('takes an alias, and names in any case', async () => {
  const { client } = await open(seed)
  const { records } = await client.query(
    "select o.id, o.NAME, o.account.name from opportunity o where o.name = 'One'",
  )
  expect(records).toMatchObject([{ Name: 'One', Account: { Name: 'Acme' } }])
})

it('gives every field of a user by FIELDS(ALL), two hundred records at most', async () => {
  const { client } = await open(seed)
  const { records } = await client.query('SELECT FIELDS(ALL) FROM Account LIMIT 200')
  expect(records[0]).toMatchObject({ Name: 'Acme', AnnualRevenue: 12.5, Phone: null })
  expect((await refusal(client.query('SELECT FIELDS(ALL) FROM Account'))).errorCode).toBe('MALFORMED_QUERY')
})

it('counts, and aggregates', async () => {
  const { client, send } = await open(seed)
  expect((await send('GET', '/query?q=SELECT+COUNT()+FROM+Opportunity')).body).toEqual({
    totalSize: 3,
    done: true,
    records: [],
  })
  const { records } = await client.query(
    'SELECT COUNT(Amount) n, SUM(Amount), MAX(CloseDate) FROM Opportunity',
  )
  expect(records[0]).toMatchObject({ n: 2, expr1: 40, expr2: '2026-02-01' })
})

it.each([
  [
    'SELECT Foo FROM Account',
    'INVALID_FIELD',
    "No such column 'Foo' on entity 'Account'. If you are attempting",
  ],
  ['SELECT Id FROM Foo', 'INVALID_TYPE', "sObject type 'Foo' is not supported."],
  ['SELECT Foo.Name FROM Account', 'INVALID_FIELD', "Didn't understand relationship 'Foo' in field path."],
  ['SELECT Id FORM Account', 'MALFORMED_QUERY', "unexpected token: 'Account'"],
  ["SELECT Id FROM Account WHERE Name = 'x", 'MALFORMED_QUERY', "unexpected token: '''"],
  [
    'SELECT Id FROM Account WHERE Name = 1',
    'INVALID_FIELD',
    'must be of type string and should be enclosed in quotes',
  ],
  [
    "SELECT Id FROM Account WHERE AnnualRevenue = '1'",
    'INVALID_FIELD',
    'must be of type double and should not be',
  ],
  [
    "SELECT Id FROM Account WHERE CreatedDate > '2026-01-01'",
    'INVALID_FIELD',
    "field 'CreatedDate' must be of type dateTime",
  ],
  ["SELECT Id FROM Account WHERE Id = 'x'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: x'],
  [
    "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
    'MALFORMED_QUERY',
    "unexpected token: 'OR'",
  ],
  [
    "SELECT Id FROM Account WHERE Description = 'x'",
    'INVALID_FIELD',
    "field 'Description' can not be filtered",
  ],
  ['SELECT Id, Id FROM Account', 'INVALID_FIELD', 'duplicate field selected: Id'],
  [
    'SELECT CurrencyIsoCode FROM Account',
    'INVALID_FIELD',
    "No such column 'CurrencyIsoCode' on entity 'Account'",
  ],
  ['SELECT Id FROM CurrencyType', 'INVALID_TYPE', "sObject type 'CurrencyType' is not supported."],
])('refuses %s with %s', async (soql, errorCode, message) => {
  const { client } = await open(seed)
  const refused = await refusal(client.query(soql))
  expect(refused.errorCode).toBe(errorCode)
  expect(refused.message).toContain(message)
})

it('shows where in the query the error is', async () => {
  const { send } = await open()
  const { status, body } = await send('GET', `/query?q=${encodeURIComponent('SELECT Id, Nope FROM Account')}`)
  expect(status).toBe(400)
  expect(body[0].message).toMatch(
    /^\nSELECT Id, Nope FROM Account\n {11}\^\nERROR at Row:1:Column:12\nNo such column/,
  )
})

it('gives 2,000 records a page and the way to the rest, until the locator has expired', async () => {
  const Account = Array.from({ length: 4_500 }, (_, at) => ({ Name: `Account ${at}` }))
  const { client, clock, send } = await open({ Account }, { app: { sessionMs: 10 * 86_400_000 } })
  const first = await client.query('SELECT Id FROM Account')
  expect([first.records.length, first.totalSize, first.done]).toEqual([2_000, 4_500, false])
  const second = await client.queryMore(first.nextRecordsUrl ?? '')
  const third = await client.queryMore(second.nextRecordsUrl ?? '')
  expect([third.records.length, third.done, third.nextRecordsUrl]).toEqual([500, true, undefined])
  const ids = [first, second, third].flatMap(({ records }) => records.map(({ Id }) => Id))
  expect(new Set(ids).size).toBe(4_500)
  const small = await send('GET', '/query?q=SELECT+Id+FROM+Account', undefined, {
    'Sforce-Query-Options': 'batchSize=300',
  })
  expect(small.body.records).toHaveLength(300)
  clock.now += 2 * 86_400_000
  expect((await refusal(client.queryMore(first.nextRecordsUrl ?? ''))).errorCode).toBe(
    'INVALID_QUERY_LOCATOR',
  )
})

it('answers an expired and an unknown locator INVALID_QUERY_LOCATOR', async () => {
  const Account = Array.from({ length: 2_001 }, (_, at) => ({ Name: `Account ${at}` }))
  const { client, control } = await open({ Account })
  const { nextRecordsUrl } = await client.query('SELECT Id FROM Account')
  control.expireQueryLocators()
  expect(await refusal(client.queryMore(nextRecordsUrl ?? ''))).toEqual({
    errorCode: 'INVALID_QUERY_LOCATOR',
    message: 'invalid query locator',
  })
})

it('gives fewer records a page when they are wide', async () => {
  const EmailMessage = Array.from({ length: 201 }, () => ({ TextBody: 'x' }))
  const { client } = await open({ EmailMessage })
  expect((await client.query('SELECT TextBody FROM EmailMessage')).done).toBe(true)
  expect((await client.query('SELECT TextBody, HtmlBody FROM EmailMessage')).records).toHaveLength(200)
})

it('lets a user have ten queries open: the eleventh ends the oldest', async () => {
  const Account = Array.from({ length: 201 }, (_, at) => ({ Name: `Account ${at}` }))
  const { client } = await open({ Account }, { queryBatchSize: 200 })
  const urls: string[] = []
  for (let count = 0; count < 11; count += 1) {
    urls.push((await client.query('SELECT Id FROM Account')).nextRecordsUrl ?? '')
  }
  expect((await refusal(client.queryMore(urls[0] ?? ''))).errorCode).toBe('INVALID_QUERY_LOCATOR')
  expect((await client.queryMore(urls[1] ?? '')).done).toBe(true)
})

it('shows the recycle bin only to queryAll', async () => {
  const { client } = await open(seed)
  const soql = 'SELECT Name, IsDeleted FROM Account WHERE IsDeleted = true'
  expect((await client.query(soql)).totalSize).toBe(0)
  expect((await client.query(soql, { scanAll: true })).records).toMatchObject([
    { Name: "O'Hara", IsDeleted: true },
  ])
})

it('pages by SystemModstamp and Id without losing or repeating a record', async () => {
  const Case = Array.from({ length: 25 }, (_, at) => ({
    SystemModstamp: Date.UTC(2026, 0, 1) + Math.floor(at / 10) * 1_000,
  }))
  const { client, ids } = await open({ Case })
  const seen: string[] = []
  let after = ''
  for (;;) {
    const { records } = await client.query(
      `SELECT Id, SystemModstamp FROM Case WHERE SystemModstamp >= 2026-01-01T00:00:00Z ${after} ORDER BY SystemModstamp, Id LIMIT 7`,
    )
    const last = records.at(-1)
    if (last === undefined) break
    seen.push(...records.map(({ Id }) => String(Id)))
    const moment = String(last.SystemModstamp).replace('+0000', 'Z')
    after = `AND (SystemModstamp > ${moment} OR (SystemModstamp = ${moment} AND Id > '${last.Id}'))`
  }
  expect(seen).toEqual(ids.Case)
})
