import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Change,
  type CheckResult,
  ConnectorError,
  type FieldSelection,
  type FieldSelections,
  noCredentials,
  noSelection,
} from '@rapport/connector'
import { openSession } from '@rapport/contract-kit'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { csv } from './index.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-csv-'))
})
afterEach(() => rm(folder, { recursive: true }))

const save = (name: string, content: string | Buffer): Promise<void> => writeFile(join(folder, name), content)

function contextFor(settings: unknown) {
  const standIn = {
    settings: () => settings,
    credentials: () => noCredentials,
    secrets: [],
    close: async () => {},
  }
  return openSession(csv, standIn).ctx
}

interface Reading {
  readonly settings?: unknown
  readonly fields?: Partial<FieldSelection>
  readonly since?: unknown
}

async function read(entity: 'contact' | 'company' | 'deal', reading: Reading = {}): Promise<Change[]> {
  const stream = csv.streams.find((candidate) => candidate.entity === entity)!
  const ctx = contextFor(reading.settings ?? { folder })
  const changes: Change[] = []
  for await (const change of stream.read(ctx as never, reading.since ?? null, {
    ...noSelection,
    ...reading.fields,
  })) {
    changes.push(change)
  }
  return changes
}

const records = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.type === 'upsert' ? [change.record] : []))
const reasons = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.type === 'reject' ? [change.reason] : []))
const stateOf = (changes: readonly Change[]) => {
  const last = changes.at(-1)
  return last?.type === 'checkpoint' ? last.state : null
}

describe('a file', () => {
  test('with byte order mark, semicolons, quotes and line breaks in quotes is read', async () => {
    await save('contacts.csv', '\ufeffid;name;email\r\n1;"Lovelace; ""Ada""\r\nCountess";ada@example.com\r\n')
    expect(records(await read('contact'))).toMatchObject([
      { id: '1', name: 'Lovelace; "Ada"\r\nCountess', emails: ['ada@example.com'] },
    ])
  })

  test('with columns in another case is read', async () => {
    await save('companies.csv', 'ID,Name,Domain,Country\n1,Analytical Engines,Engines.Example,gb\n')
    expect(records(await read('company'))).toMatchObject([
      { id: '1', name: 'Analytical Engines', domains: ['engines.example'], country: 'GB' },
    ])
  })

  test('may have columns under other names, and further ones to keep', async () => {
    await save('transactions.csv', 'client,day,net,shop\n7,2024-03-31,12.50,Berlin\n')
    const mapping = { contact: 'client', date: 'day', amount: 'net' }
    const [change] = await read('deal', { fields: { mapping, extra: ['shop'] } })
    expect(change).toMatchObject({
      type: 'upsert',
      raw: { shop: 'Berlin' },
      record: { state: 'won', amount: '12.50', contacts: [{ id: '7', primary: true }] },
    })
  })

  test('that is not in the folder gives nothing', async () => {
    expect(await read('contact')).toEqual([])
  })

  test('that the settings name and that is missing is an error of the settings', async () => {
    const settings = { files: { contacts: join(folder, 'people.csv') } }
    await expect(read('contact', { settings })).rejects.toThrow(
      /people\.csv cannot be read \(ENOENT\): correct the path/,
    )
  })

  test('without its first line is an error of the settings', async () => {
    await save('contacts.csv', '')
    await expect(read('contact')).rejects.toThrow('its first line must name the columns')
  })

  test('in UTF-16 is an error that says how to save it', async () => {
    await save('contacts.csv', Buffer.from('\ufeffid,name\n1,Ada\n', 'utf16le'))
    await expect(read('contact')).rejects.toThrow('save it as UTF-8')
  })

  test('with a quote that is never closed is an error that says after which line', async () => {
    await save('contacts.csv', 'id,name\n1,Ada\n2,"Grace\n3,Edsger\n')
    await expect(read('contact')).rejects.toThrow(/contacts\.csv, after line 2: .*close the quote/)
  })

  test('without a needed column is an error that names the nearest one', async () => {
    await save('transactions.csv', 'customer_id,date,Amout\n7,2024-03-31,12.50\n')
    const failure = await read('deal').catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ConnectorError)
    expect(failure).toMatchObject({
      kind: 'config',
      message: expect.stringContaining('has no column "amount"; the nearest is "Amout"'),
    })
  })

  test('without the column that a mapping names is an error that names the nearest one', async () => {
    await save('contacts.csv', 'id,full_name\n1,Ada\n')
    await expect(read('contact', { fields: { mapping: { name: 'fullname' } } })).rejects.toThrow(
      'has no column "fullname"; the nearest is "full_name"',
    )
  })

  test('with one column twice is an error', async () => {
    await save('contacts.csv', 'id,name,Name\n1,Ada,Lovelace\n')
    await expect(read('contact')).rejects.toThrow('has two columns "name"')
  })
})

test('any text in a cell is read as it was written, but for the space around it', async () => {
  const texts = fc.array(
    fc.string({ unit: 'grapheme' }).filter((name) => !name.includes('\ufffd')),
    { minLength: 1, maxLength: 20 },
  )
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom(',', ';', '\t', '|'), async (names, delimiter) => {
      const rows = names.map((name, index) => `${index}${delimiter}"${name.replaceAll('"', '""')}"\n`)
      await save('contacts.csv', `id${delimiter}name\n${rows.join('')}`)
      const changes = await read('contact')
      expect(records(changes).map((record) => 'name' in record && record.name)).toEqual(
        names.map((name) => name.trim() || null),
      )
    }),
    { numRuns: 50 },
  )
})

describe('a bad row', () => {
  test('is set aside with its line, the reason and the way to fix it, and the others go on', async () => {
    await save(
      'transactions.csv',
      'id,customer_id,date,amount,name\n' +
        'a,7,2024-03-31,"12,50",\n' +
        'b,7,31.03.2024,12.50,\n' +
        'c,7,2024-03-31,$12,"two\r\nlines"\n' +
        '\n' +
        'd,,2024-03-31,12.50,\n' +
        'e,7,2024-03-31\n' +
        'f,7,2024-03-31,12.50,\n',
    )
    const changes = await read('deal')
    expect(reasons(changes).map((reason) => reason.replace(/^.*transactions\.csv, /, ''))).toEqual([
      expect.stringMatching(/^line 2: amount "12,50" has a comma.*such as 12\.50$/),
      expect.stringMatching(/^line 3: date "31\.03\.2024" is not a date: write it as/),
      expect.stringMatching(/^line 4: amount "\$12" has a currency sign/),
      expect.stringMatching(/^line 7: the row names no customer: fill customer_id$/),
      expect.stringMatching(/^line 8: the row has 3 cells, the header 5: put cells/),
    ])
    expect(records(changes).map(({ id }) => id)).toEqual(['f'])
    expect(changes[0]).toMatchObject({ type: 'reject', id: 'a', raw: { amount: '12,50' } })
  })

  test('is one that is not UTF-8', async () => {
    await save('contacts.csv', Buffer.from('id,name\n1,J\u00fcrgen\n2,Ada\n', 'latin1'))
    const changes = await read('contact')
    expect(reasons(changes)).toEqual([
      expect.stringContaining('line 2: the row holds "�", so it is not UTF-8'),
    ])
    expect(records(changes)).toHaveLength(1)
  })

  test('is one without an id', async () => {
    await save('contacts.csv', 'id,name\n,Ada\n')
    expect(reasons(await read('contact'))).toEqual([expect.stringContaining('line 2: id is empty')])
  })
})

describe('a row without an id', () => {
  test('of a person is known by its e-mail address', async () => {
    await save('contacts.csv', 'name,email\nAda,Ada@Example.com\nGrace,\n')
    const changes = await read('contact')
    expect(records(changes).map(({ id }) => id)).toEqual(['ada@example.com'])
    expect(reasons(changes)).toEqual([expect.stringContaining('line 3: email is empty')])
  })

  test('of a purchase is known by customer, date, amount and its number among equals, in any order', async () => {
    const rows = ['7,2024-03-31,5', '8,2024-03-31,5', '7,2024-03-31,5']
    const ids = async (lines: readonly string[]): Promise<string[]> => {
      await save('transactions.csv', `customer_id,date,amount\n${lines.join('\n')}\n`)
      return records(await read('deal')).map(({ id }) => id)
    }
    const forwards = await ids(rows)
    expect(forwards).toEqual([
      '7|2024-03-31T00:00:00.000Z|5|1',
      '8|2024-03-31T00:00:00.000Z|5|1',
      '7|2024-03-31T00:00:00.000Z|5|2',
    ])
    expect((await ids([...rows].reverse())).sort()).toEqual([...forwards].sort())
  })
})

describe('reading again', () => {
  test('gives nothing while the file is unchanged', async () => {
    await save('contacts.csv', 'id,name\n1,Ada\n')
    const since = stateOf(await read('contact'))
    expect(await read('contact', { since })).toEqual([])
  })

  test('starts over when a row was added', async () => {
    await save('contacts.csv', 'id,name\n1,Ada\n')
    const since = stateOf(await read('contact'))
    await appendFile(join(folder, 'contacts.csv'), '2,Grace\n')
    expect(records(await read('contact', { since })).map(({ id }) => id)).toEqual(['1', '2'])
  })

  test('says that it starts over, so that what was set aside and is corrected can leave the list', async () => {
    await save('contacts.csv', 'id,name\n,Ada\n')
    const first = await read('contact')
    await save('contacts.csv', 'id,name\n1,Ada\n')
    const again = await read('contact', { since: stateOf(first) })
    expect(first.map((change) => 'startsOver' in change)).toEqual([false, false])
    expect(again[0]).toMatchObject({ type: 'checkpoint', state: { rows: 0 }, startsOver: true })
    expect(again).toHaveLength(3)
  })

  test('starts over when the content changed and size and time did not', async () => {
    await save('contacts.csv', 'id,name\n1,Ada\n')
    await utimes(join(folder, 'contacts.csv'), 1_700_000_000, 1_700_000_000)
    const since = stateOf(await read('contact'))
    await save('contacts.csv', 'id,name\n1,Eva\n')
    await utimes(join(folder, 'contacts.csv'), 1_700_000_000, 1_700_000_000)
    expect(records(await read('contact', { since }))).toMatchObject([{ name: 'Eva' }])
  })

  test('starts over when the mapping changed', async () => {
    await save('contacts.csv', 'id,name,nick\n1,Ada,A.\n')
    const since = stateOf(await read('contact'))
    const changes = await read('contact', { since, fields: { mapping: { name: 'nick' } } })
    expect(records(changes)).toMatchObject([{ name: 'A.' }])
  })

  test('leaves a row alone that is no longer in the file, and deletes one that says so', async () => {
    await save('contacts.csv', 'id,name,deleted\n1,Ada,\n2,Grace,\n3,Edsger,\n')
    const since = stateOf(await read('contact'))
    await save('contacts.csv', 'id,name,deleted\n1,Ada,\n3,Edsger,yes\n')
    const changes = await read('contact', { since })
    expect(changes.filter(({ type }) => type === 'delete')).toEqual([{ type: 'delete', id: '3' }])
  })

  test('goes on after the rows that are done', async () => {
    const rows = Array.from({ length: 1500 }, (_, index) => `${index + 1},Name ${index + 1}`)
    await save('contacts.csv', `id,name\n${rows.join('\n')}\n`)
    const first = (await read('contact')).find((change) => change.type === 'checkpoint')
    const rest = await read('contact', { since: first?.state })
    expect(records(rest).map(({ id }) => id)).toEqual(
      rows.slice(1000).map((_, index) => String(1001 + index)),
    )
  })
})

describe('check', () => {
  const check = async (
    settings: unknown = { folder },
    selections: FieldSelections = () => noSelection,
  ): Promise<CheckResult[]> => {
    const results: CheckResult[] = []
    for await (const result of csv.check(contextFor(settings) as never, selections)) results.push(result)
    return results
  }
  const mapped =
    (selected: Partial<FieldSelection>): FieldSelections =>
    (entity) => ({ ...noSelection, ...(entity === 'contact' ? selected : {}) })

  test('shows for each file that it can be read, its columns and the shape of a row', async () => {
    await save('contacts.csv', 'id,Name,email,shoe_size\n17,Ada Łow,ada1@example.com,38\n')
    expect(await check()).toEqual([
      {
        name: 'files',
        ok: true,
        detail: `reads contacts.csv; not in ${folder}, so not read: companies.csv, transactions.csv, tickets.csv, surveys.csv, places.csv, reviews.csv, ticket-events.jsonl`,
      },
      { name: 'contacts: readable', ok: true, detail: join(folder, 'contacts.csv') },
      { name: 'contacts: columns', ok: true, detail: 'reads id, name, email; leaves out shoe_size' },
      {
        name: 'contacts: a sample row',
        ok: true,
        detail: 'line 2 makes a contact: id 99, name xxx xxx, email xxx9@xxxxxxx.xxx',
      },
    ])
  })

  test('fails for a folder with none of the files', async () => {
    expect(await check()).toEqual([
      {
        name: 'files',
        ok: false,
        detail: `${folder} has none of companies.csv, contacts.csv, transactions.csv, tickets.csv, surveys.csv, places.csv, reviews.csv, ticket-events.jsonl: correct the folder`,
      },
    ])
  })

  test('says from which columns the mapped fields come', async () => {
    await save('contacts.csv', 'id,Full name,tier\n1,Ada,gold\n')
    const results = await check({ folder }, mapped({ mapping: { name: 'Full name' }, extra: ['tier'] }))
    expect(results.find(({ name }) => name === 'contacts: columns')).toEqual({
      name: 'contacts: columns',
      ok: true,
      detail: 'reads id, name from "Full name"; keeps tier',
    })
  })

  test('says of each column that the mapping names and the file lacks which is the nearest', async () => {
    await save('contacts.csv', 'id,name,e_mail,tier\n1,Ada,ada@example.com,gold\n')
    const selected = mapped({ mapping: { email: 'emial', name: 'nmae' }, extra: ['teir'] })
    const failed = (await check({ folder }, selected)).filter(({ ok }) => !ok)
    const detail = (text: string) => ({ name: 'contacts: columns', detail: expect.stringContaining(text) })
    expect(failed).toMatchObject([
      detail('no column "emial"; the nearest is "e_mail"'),
      detail('no column "nmae"; the nearest is "name"'),
      detail('no column "teir"; the nearest is "tier": correct mapping.contact.extra'),
    ])
  })

  test('fails where the mapping names columns of a file that is not there', async () => {
    await save('companies.csv', 'id,name\n1,Acme\n')
    const results = await check({ folder }, mapped({ mapping: { name: 'Full name' } }))
    expect(results.filter(({ ok }) => !ok)).toMatchObject([
      { name: 'contacts: readable', detail: expect.stringContaining('names columns of it: Full name') },
    ])
  })

  test('says which column is missing', async () => {
    await save('transactions.csv', 'customer_id,dat,amount\n7,2024-03-31,1\n')
    expect((await check()).find(({ ok }) => !ok)).toMatchObject({
      name: 'transactions: columns',
      detail: expect.stringContaining('no column "date"; the nearest is "dat"'),
    })
  })

  test('says what is wrong with the first row', async () => {
    await save('transactions.csv', 'customer_id,date,amount\n7,2024-03-31,"1,50"\n')
    expect((await check()).find(({ ok }) => !ok)).toMatchObject({
      name: 'transactions: a sample row',
      detail: expect.stringContaining('line 2: amount "1,50" has a comma'),
    })
  })

  test('says which file is missing', async () => {
    const results = await check({ files: { contacts: join(folder, 'people.csv') } })
    expect(results.find(({ ok }) => !ok)?.detail).toContain('people.csv cannot be read')
  })
})

test('settings without a folder or a file are refused', () => {
  expect(csv.settings.safeParse({ delimiter: ';' }).success).toBe(false)
})
