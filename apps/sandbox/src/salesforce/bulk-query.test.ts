import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { type OpenOrg, open } from './testing/open.ts'

async function finishedJob({ send }: OpenOrg, query: string, options: object = {}): Promise<string> {
  const { status, body } = await send('POST', '/jobs/query', { operation: 'query', query, ...options })
  expect([status, body.state]).toEqual([200, 'UploadComplete'])
  const states: string[] = []
  while (states.at(-1) !== 'JobComplete')
    states.push((await send('GET', `/jobs/query/${body.id}`)).body.state)
  expect(states).toEqual(['InProgress', 'JobComplete'])
  return body.id
}

const accounts = (count: number) => ({
  Account: Array.from({ length: count }, (_, at) => ({ Name: `A${at}` })),
})

it('is read by jsforce', async () => {
  const { client } = await open(accounts(3))
  client.bulk2.pollInterval = 1
  const records = await (await client.bulk2.query("SELECT Id, Name FROM Account WHERE Name > 'A0'")).toArray()
  expect(records.map((record) => record.Name)).toEqual(['A1', 'A2'])
})

it('writes every cell in quotes: empty for null, moments with Z, doubles as Java prints them', async () => {
  const org = await open({
    Opportunity: [
      {
        Name: 'He said "no",\nand left',
        StageName: 'Prospecting',
        CloseDate: '2026-01-31',
        Amount: 12_500_000,
        IsWon: true,
      },
      { Name: 'x'.repeat(32_000), StageName: 'Prospecting', CloseDate: '2026-01-31', Amount: 100 },
    ],
    Account: [{ Name: 'A' }],
  })
  const id = await finishedJob(
    org,
    'SELECT Name, Amount, CloseDate, CreatedDate, IsWon, Account.Name FROM Opportunity',
  )
  const { body, headers } = await org.send('GET', `/jobs/query/${id}/results`)
  expect(headers.get('content-type')).toContain('text/csv')
  expect(body.split('\n')[0]).toBe('"Name","Amount","CloseDate","CreatedDate","IsWon","Account.Name"')
  const [first, second]: string[][] = parse(body, { from: 2 })
  expect(first).toEqual([
    'He said "no",\nand left',
    '1.25E7',
    '2026-01-31',
    '2026-01-15T12:00:00.000Z',
    'true',
    '',
  ])
  expect([second?.[0]?.length, second?.[1]]).toEqual([32_000, '100.0'])
})

it('gives pages by maxRecords and locator until the locator is the word null', async () => {
  const org = await open(accounts(25))
  const id = await finishedJob(org, 'SELECT Name FROM Account')
  const names: string[] = []
  let locator = ''
  let pages = 0
  for (; locator !== 'null'; pages += 1) {
    const more = locator === '' ? '' : `&locator=${locator}`
    const { body, headers } = await org.send('GET', `/jobs/query/${id}/results?maxRecords=10${more}`)
    const rows: string[][] = parse(body, { from: 2 })
    expect(headers.get('Sforce-NumberOfRecords')).toBe(String(rows.length))
    names.push(...rows.flat())
    locator = headers.get('Sforce-Locator') ?? ''
  }
  expect([pages, new Set(names).size]).toEqual([3, 25])
  expect((await org.send('GET', `/jobs/query/${id}/results?locator=xxxx`)).body[0].errorCode).toBe(
    'INVALID_QUERY_LOCATOR',
  )
})

it('gives up to five addresses of pages to be read in parallel', async () => {
  const org = await open(accounts(13), { bulkPageSize: 2 })
  const id = await finishedJob(org, 'SELECT Name FROM Account')
  const first = (await org.send('GET', `/jobs/query/${id}/resultPages`)).body
  expect([first.resultPages.length, first.done]).toEqual([5, false])
  const second = (await org.send('GET', `/${first.nextRecordsUrl}`)).body
  expect([second.resultPages.length, second.done, second.nextRecordsUrl]).toEqual([2, true, undefined])
  const bodies = await Promise.all(
    [...first.resultPages, ...second.resultPages].map(({ resultUrl }) => org.send('GET', `/${resultUrl}`)),
  )
  expect(bodies.flatMap(({ body }) => parse(body, { from: 2 })).length).toBe(13)
})

it('answers no records with a header line and the end', async () => {
  const org = await open()
  const id = await finishedJob(org, 'SELECT Id FROM Account')
  const { body, headers } = await org.send('GET', `/jobs/query/${id}/results`)
  expect([body, headers.get('Sforce-Locator')]).toEqual(['"Id"\n', 'null'])
})

it('finds the recycle bin with queryAll', async () => {
  const org = await open({ Account: [{ Name: 'Live' }, { Name: 'Gone', IsDeleted: true }] })
  const query = 'SELECT Name FROM Account WHERE IsDeleted = true'
  const id = await finishedJob(org, query, {
    operation: 'queryAll',
    lineEnding: 'CRLF',
    columnDelimiter: 'PIPE',
  })
  expect((await org.send('GET', `/jobs/query/${id}/results`)).body).toBe('"Name"\r\n"Gone"\r\n')
})

it.each([
  ['SELECT COUNT() FROM Account', 'FEATURENOTENABLED'],
  ['SELECT MAX(Name) FROM Account', 'FEATURENOTENABLED'],
  ['SELECT Id FROM Account LIMIT 1 OFFSET 1', 'FEATURENOTENABLED'],
  ['SELECT Nope FROM Account', 'INVALID_FIELD'],
  ['SELECT', 'MALFORMED_QUERY'],
])('refuses %s', async (query, errorCode) => {
  const { send } = await open()
  const { status, body } = await send('POST', '/jobs/query', { operation: 'query', query })
  expect([status, body[0].errorCode]).toEqual([400, errorCode])
})

it('refuses results before the end, in another version and after a week', async () => {
  const org = await open(accounts(1))
  const query = 'SELECT Id FROM Account'
  const early = (await org.send('POST', '/jobs/query', { operation: 'query', query })).body.id
  expect((await org.send('GET', `/jobs/query/${early}/results`)).body[0].errorCode).toBe('INVALIDJOBSTATE')
  const id = await finishedJob(org, query)
  expect((await org.send('GET', `//services/data/v67.0/jobs/query/${id}/results`)).status).toBe(409)
})

it('aborts and deletes jobs', async () => {
  const { send } = await open(accounts(1))
  const { id } = (await send('POST', '/jobs/query', { operation: 'query', query: 'SELECT Id FROM Account' }))
    .body
  expect((await send('DELETE', `/jobs/query/${id}`)).body[0].errorCode).toBe('INVALIDJOBSTATE')
  expect((await send('PATCH', `/jobs/query/${id}`, { state: 'Aborted' })).body.state).toBe('Aborted')
  expect((await send('GET', `/jobs/query/${id}/results`)).body[0].errorCode).toBe('INVALIDJOBSTATE')
  expect((await send('DELETE', `/jobs/query/${id}`)).status).toBe(204)
  expect((await send('GET', `/jobs/query/${id}`)).status).toBe(404)
})

it('fails when told to', async () => {
  const { send, control } = await open(accounts(1), { bulkPolls: 0 })
  control.failBulkJobs({ message: 'Query took too long' })
  const { id } = (await send('POST', '/jobs/query', { operation: 'query', query: 'SELECT Id FROM Account' }))
    .body
  expect((await send('GET', `/jobs/query/${id}`)).body).toMatchObject({
    state: 'Failed',
    errorMessage: 'Query took too long',
  })
})
