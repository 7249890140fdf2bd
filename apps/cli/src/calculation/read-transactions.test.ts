import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  formatLocalDay,
  localDay,
  purchaseHistory,
  splitHoldout,
  summarize,
  TIME_UNITS,
  type ValueColumns,
  valueColumns,
  type WonDeal,
} from '@rapport/metrics'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { decimalText } from './decimal-text.ts'
import { readTransactions, type TransactionOptions } from './read-transactions.ts'

const today = '2026-11-27'

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-transactions-'))
  file = path.join(folder, 'transactions.csv')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(content: string | Buffer, options: Partial<TransactionOptions> = {}) {
  await writeFile(file, content)
  return readTransactions(file, { today, ...options })
}

const lines = (...rows: readonly string[]): string => ['customer_id,date,amount', ...rows, ''].join('\n')

/** The message of the error with which the file is refused. */
async function refusal(content: string | Buffer, options: Partial<TransactionOptions> = {}): Promise<string> {
  const error = await read(content, options).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CommandError)
  return error instanceof Error ? error.message : ''
}

interface Row {
  readonly id: string
  readonly date: string
  readonly amount: string
}

/** What the metrics say of the same rows, customer by customer. */
function expected(rows: readonly Row[], options: { asOf: string; timeZone: string; occasionWindow: number }) {
  const asOf = localDay(options.asOf, options.timeZone)
  const customers = new Map<string, WonDeal[]>()
  rows.forEach(({ id, date, amount }, index) => {
    if (localDay(date, options.timeZone) > asOf) return
    const deals = customers.get(id) ?? []
    deals.push({ id: String(index), closedAt: date, amount: amount === '' ? null : amount })
    customers.set(id, deals)
  })
  return [...customers].map(([id, deals]) => ({ id, deals, history: purchaseHistory(deals, options) }))
}

/** To the last digit. */
function expectColumns(actual: ValueColumns, wanted: ValueColumns): void {
  expect(actual.unit).toBe(wanted.unit)
  expect(actual.ids).toEqual(wanted.ids)
  for (const [name, column] of Object.entries(wanted)) {
    if (!(column instanceof Float64Array)) continue
    const found = actual[name as 'orders']
    expect(found.length, name).toBe(column.length)
    column.forEach((value, row) => {
      // `toBe` would tell −0 from 0.
      const isSame = Number.isNaN(value) ? Number.isNaN(found[row]) : found[row] === value
      expect(isSame, `${name} of ${wanted.ids[row]}: ${found[row]} for ${value}`).toBe(true)
    })
  }
}

const ids = fc.constantFrom('C1', 'C2', 'a "b", c', 'Zoë\nLine', '漢字', 'C10', ' C1')
const moments = fc
  .date({ min: new Date('2025-12-20'), max: new Date('2026-02-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const dates = fc.oneof(
  moments,
  moments.map((text) => text.slice(0, 10)),
)
const cents = fc.integer({ min: -3000, max: 9000 }).map((amount) => (amount / 100).toFixed(2))
const amounts = fc.oneof(
  cents,
  fc.constantFrom('', '0', '0.00', '5', '-5', '0.001', '25000000.00', '-21474836.48', '123456789.1234'),
)
const floats = fc.oneof(
  cents,
  fc
    .double({ min: -50, max: 100, noNaN: true })
    .map(String)
    .filter((text) => !text.includes('e')),
  fc.double({ min: 0, max: 1e6, noNaN: true }).map(decimalText),
  fc.constantFrom('29.330000000000002', '-29.33', '12345678901234.123', ''),
)
const files = (values: fc.Arbitrary<string>) =>
  fc.record({
    rows: fc.array(fc.record({ id: ids, date: dates, amount: values }), { minLength: 1, maxLength: 60 }),
    order: fc.shuffledSubarray(['id', 'date', 'amount'] as const, { minLength: 3, maxLength: 3 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    quotesAll: fc.boolean(),
    endsWithLine: fc.boolean(),
    timeZone: fc.constantFrom('UTC', 'America/New_York'),
    occasionWindow: fc.constantFrom(0, 1, 7),
    unit: fc.constantFrom('day', 'week', 'month'),
    split: fc.constantFrom('2025-12-24', '2026-01-05', '2026-01-20'),
  })

type File = ReturnType<typeof files> extends fc.Arbitrary<infer Made> ? Made : never

function written({ rows, order, lineEnd, quotesAll, endsWithLine }: File): string {
  const names = { id: 'customer_id', date: 'date', amount: 'amount' }
  const cell = (text: string): string =>
    quotesAll || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  const all = [order.map((name) => names[name]), ...rows.map((row) => order.map((name) => cell(row[name])))]
  return all.map((cells) => cells.join(',')).join(lineEnd) + (endsWithLine ? lineEnd : '')
}

async function agrees(made: File, workers: number): Promise<void> {
  const { rows, timeZone, occasionWindow, unit, split } = made
  const last = Math.max(...rows.map(({ date }) => localDay(date, timeZone)))
  const rules = { asOf: formatLocalDay(last), timeZone, occasionWindow }
  const found = await read(written(made), { timeZone, occasionWindow, unit, workers })
  const wanted = expected(rows, rules)
  const timeUnit = TIME_UNITS[unit]
  const columnsOf = (customers: typeof wanted): ValueColumns =>
    valueColumns(
      customers.map(({ id, history }) => ({ id, summary: summarize(history, timeUnit) })),
      unit,
    )
  expectColumns(found.columns, columnsOf(wanted))
  expect(found.asOf).toBe(last)
  expect(found.counts).toMatchObject({
    rows: rows.length,
    customers: wanted.length,
    transactions: wanted.reduce((sum, { history }) => sum + history.occasions.length, 0),
    setAside: wanted.reduce((sum, { history }) => sum + history.setAside.length, 0),
  })
  const firstDays = wanted.flatMap(({ history }) => history.occasions.map(({ day }) => day))
  expect(found.firstDay).toBe(firstDays.length === 0 ? null : Math.min(...firstDays))

  const splitAt = localDay(split, 'UTC')
  if (splitAt >= last) return
  const earlier = expected(rows, { ...rules, asOf: split })
  expectColumns(found.summariesAt(splitAt), columnsOf(sameOrder(earlier, wanted)))
  // The function of the metrics derives the split from a horizon; this one makes it the split that is wanted.
  const horizonMonths = timeUnit.toMonths(timeUnit.fromDays(last - splitAt + 0.5))
  const holdout = splitHoldout(wanted, rules, timeUnit, horizonMonths)
  if (holdout === null || holdout.splitAt !== split) return
  const foundHoldout = found.holdoutAt(splitAt)
  expectColumns(foundHoldout.calibration, holdout.calibration)
  expect([...foundHoldout.orders]).toEqual([...holdout.orders])
  expect(foundHoldout.horizon).toBe(holdout.horizon)
  expect(foundHoldout.splitAt).toBe(holdout.splitAt)
}

/** Customers keep the order of their first row in the file, also where that row is not looked at. */
function sameOrder<Customer extends { readonly id: string }>(
  customers: readonly Customer[],
  order: readonly { readonly id: string }[],
): Customer[] {
  return order.flatMap(({ id }) => customers.filter((customer) => customer.id === id))
}

describe('the summaries of a file', () => {
  it('are those of the metrics, whatever the order of rows and columns, the quotes, the zone and the window', async () => {
    await fc.assert(
      fc.asyncProperty(files(amounts), (made) => agrees(made, 1)),
      { numRuns: 60 },
    )
  })

  it('are those of the metrics also where amounts were written from doubles', async () => {
    await fc.assert(
      fc.asyncProperty(files(floats), (made) => agrees(made, 1)),
      { numRuns: 60 },
    )
  })

  it('are exact across days where any amount of the file has more than 15 digits', async () => {
    const { columns } = await read(
      lines(
        'C1,2024-01-01,0.1',
        'C1,2024-01-02,0.2',
        'C1,2024-01-03,0.1',
        'C2,2024-01-01,29.330000000000002',
      ),
    )
    // Plain doubles give 0.4 and 0.30000000000000004.
    expect([columns.historicValue[0], columns.monetary[0]]).toEqual([0.4, 0.15])
    expect(columns.historicValue[1]).toBe(29.330000000000002)
  })

  it('leave nothing where a refund takes off all that was bought, in doubles too', async () => {
    const { columns } = await read(
      lines('C1,2024-01-01,0.1000000000000001', 'C1,2024-01-02,0.2', 'C1,2024-01-03,-0.3000000000000001'),
      { occasionWindow: 7 },
    )
    expect([columns.orders[0], columns.pricedOrders[0], columns.historicValue[0]]).toEqual([1, 0, 0])
  })

  it('are the same from several workers', async () => {
    await fc.assert(
      fc.asyncProperty(files(amounts), (made) => agrees(made, 3)),
      { numRuns: 3 },
    )
    await fc.assert(
      fc.asyncProperty(files(floats), (made) => agrees(made, 2)),
      { numRuns: 3 },
    )
  })

  it('hold for more customers than the first tables have room for, and for one with very many rows', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row): Row => {
      const day = localDay('2020-01-01', 'UTC') + ((row * 7919) % 1500)
      const id = row % 3 === 0 ? 'guest' : `C${String((row * 104_729) % 7_001).padStart(6, '0')}`
      return { id, date: formatLocalDay(day), amount: ((row % 977) / 100).toFixed(2) }
    })
    const text = lines(...rows.map(({ id, date, amount }) => `${id},${date},${amount}`))
    const asOf = '2024-06-01'
    const customers = expected(rows, { asOf, timeZone: 'UTC', occasionWindow: 0 })
    const wanted = valueColumns(
      customers.map(({ id, history }) => ({ id, summary: summarize(history, TIME_UNITS.week) })),
      'week',
    )
    for (const workers of [1, 2]) expectColumns((await read(text, { asOf, workers })).columns, wanted)
  })

  it('leave out what lies after the end of the observation, and count it', async () => {
    const found = await read(lines('C1,2024-01-01,5', 'C1,2024-02-01,5', 'C2,2024-03-01,5'), {
      asOf: '2024-02-15',
    })
    expect(found.columns.ids).toEqual(['C1'])
    expect(found.counts).toMatchObject({ rows: 3, customers: 1, transactions: 2, afterAsOf: 1 })
    expect(found.lastDate).toBe('2024-03-01')
    expect([found.firstDay, found.lastDay].map((day) => formatLocalDay(day ?? 0))).toEqual([
      '2024-01-01',
      '2024-02-01',
    ])
  })

  it('count the customers whose rows all lie after the end of the observation, each once', async () => {
    const rows = Array.from({ length: 3000 }, (_, row) => {
      const id = `"C""${row % 1000}"`
      return `${id},2024-0${row % 1000 < 600 ? 1 + Math.floor(row / 1000) : 3}-01,5`
    })
    for (const workers of [1, 3]) {
      const { counts } = await read(lines(...rows), { asOf: '2024-02-15', workers })
      expect(counts).toMatchObject({ customers: 600, customersAfterAsOf: 400, afterAsOf: 1800 })
    }
    expect((await read(lines(...rows))).counts.customersAfterAsOf).toBe(0)
  })

  it('keep equal rows, which may be two purchases, and count them', async () => {
    const found = await read(
      lines('C1,2024-01-01,5', 'C2,2024-01-01,5', 'C1,2024-01-01,5.00', 'C1,2024-01-01,5', 'C1,2024-01-02,5'),
    )
    expect(found.counts).toMatchObject({ duplicates: 2, transactions: 3 })
    expect(found.columns.historicValue[0]).toBe(20)
    const timed = await read(
      lines('C1,2024-01-01T10:00Z,5', 'C1,2024-01-01T11:00Z,5', 'C1,2024-01-01T10:00Z,5', 'C1,2024-01-01,5'),
    )
    expect(timed.counts.duplicates).toBe(1)
  })

  it('take an empty amount for unknown, and 0 for a purchase without spend', async () => {
    const { columns } = await read(lines('C1,2024-01-01,', 'C2,2024-01-01,0'))
    expect([...columns.orders]).toEqual([1, 1])
    expect([...columns.historicValue]).toEqual([Number.NaN, 0])
    expect([...columns.averageOrderValue]).toEqual([Number.NaN, Number.NaN])
  })

  it('are exact where cents cancel out', async () => {
    const { columns } = await read(lines('C1,2024-01-01,0.1', 'C1,2024-01-01,0.2', 'C1,2024-01-01,-0.3'))
    expect([columns.orders[0], columns.pricedOrders[0], columns.historicValue[0]]).toEqual([1, 0, 0])
  })
})

describe('the form of a file', () => {
  it('may have a byte order mark, empty lines and any order of columns', async () => {
    const { columns } = await read(
      '\ufeffamount,customer_id,date\r\n5,C1,2024-01-01\r\n\r\n7,C2,2024-01-02\r\n\r\n',
    )
    expect(columns.ids).toEqual(['C1', 'C2'])
    expect([...columns.historicValue]).toEqual([5, 7])
  })

  it('may have cells with commas, quotes and line breaks in quotes; lines are counted as an editor does', async () => {
    const rows = ['"a, ""b""\nc",2024-01-01,5', 'C2,"2024-01-02","7.50"', 'C3,2024-01-03,x']
    const skipped = await read(lines(...rows), { onBadRow: 'skip' })
    expect(skipped.columns.ids).toEqual(['a, "b"\nc', 'C2'])
    expect(await refusal(lines(...rows))).toContain('transactions.csv line 5: amount "x"')
  })

  it('is read across the edges of the pieces in which it is read', async () => {
    const rows = Array.from({ length: 90_000 }, (_, row) => `"Cü${row % 1000}",2024-01-01,1.25`)
    const { columns, counts } = await read(lines(...rows))
    expect(counts).toMatchObject({ rows: 90_000, customers: 1000 })
    expect(columns.historicValue.every((value) => value === 112.5)).toBe(true)
  })

  it('says its one currency', async () => {
    const { currency } = await read(
      'customer_id,date,amount,currency\nC1,2024-01-01,5,EUR\nC1,2024-01-02,5,eur\n',
    )
    expect(currency).toBe('EUR')
    expect((await read(lines('C1,2024-01-01,5'))).currency).toBeNull()
  })

  it.each([
    ['', 'transactions.csv is empty: the first line must be customer_id,date,amount'],
    ['customer_id,date,amount', 'transactions.csv has a header and no rows: nothing to calculate with'],
    [
      'customer_id,date\n',
      'transactions.csv: the header has no column amount: add it; the first line must be customer_id,date,amount',
    ],
    [
      'customer_id,date,amount,shop,Region\n',
      'transactions.csv: unknown columns "shop", "Region": the columns are customer_id, date, amount and, optionally, currency',
    ],
    [
      'customer_id,date,amount,date\n',
      'transactions.csv: the header has the column date twice: remove one of them',
    ],
    [
      'customer_id;date;amount\n',
      'transactions.csv: the header has no commas: separate the cells with commas',
    ],
    [
      Buffer.from('\ufeffcustomer_id', 'utf16le'),
      'transactions.csv is UTF-16: save it as UTF-8 ("CSV UTF-8" in a spreadsheet)',
    ],
    [
      'customer_id,date,amount,currency\nC1,2024-01-01,5,EUR\nC1,2024-01-02,5,USD\n',
      'transactions.csv line 3 is in USD and the rows before are in EUR: there are no rates to convert with; keep the rows of one currency, or convert the amounts first',
    ],
    [
      lines('C1,2030-01-01,x'),
      'transactions.csv line 2: amount "x" is not a number: write a number such as 1234.50, or nothing where it is unknown',
    ],
  ])('%j is refused', async (content, message) => {
    expect(await refusal(content)).toBe(message)
  })

  it('a file that is not there is said to be missing, which is all there is to say', async () => {
    const error = await readTransactions(path.join(folder, 'none.csv'), { today }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(CommandError)
    expect(error.message).toBe('none.csv cannot be read: there is no such file')
    expect(error.cause).toBeUndefined()
  })

  it('nor is there more to say of a file for bad rows that cannot be written', async () => {
    const badRowsFile = path.join(folder, 'none', 'bad.csv')
    await writeFile(file, lines('C1,2024-01-01,5'))
    const error = await readTransactions(file, { today, onBadRow: 'skip', badRowsFile }).catch(
      (thrown) => thrown,
    )
    expect(error).toBeInstanceOf(CommandError)
    expect(error.message).toBe(`${badRowsFile} cannot be written: give another file for the bad rows`)
    expect(error.cause).toBeUndefined()
  })

  it.each([
    [
      { timeZone: 'Mars/Base' },
      '"Mars/Base" is not a known time zone; give an IANA name such as "Europe/Berlin".',
    ],
    [
      { asOf: '2024-02-30' },
      'The end of the observation is "2024-02-30"; write a day of the calendar, such as 2024-03-31.',
    ],
    [{ occasionWindow: -1 }, 'The occasion window is -1 days; it must be 0 or more.'],
  ])('%j is refused', async (options, message) => {
    expect(await refusal(lines('C1,2024-01-01,5'), options)).toBe(message)
  })

  it('all rows after the end of the observation leave nothing', async () => {
    expect(await refusal(lines('C1,2024-01-01,5'), { asOf: '2023-01-01' })).toContain(
      'all transactions are after 2023-01-01',
    )
  })
})

describe('a bad row', () => {
  it.each([
    ['C1,2024-01-01,"12,50"', 'amount "12,50" is not a number: write 12.50'],
    [
      'C1,2024-01-01,12,50',
      'the row has 4 cells and the header 3: write one for each column; a cell with a comma must be in quotes, and a number has a point',
    ],
    ['C1,2024-01-01', 'the row has 2 cells and the header 3: write one for each column'],
    [',2024-01-01,5', 'customer_id is missing: write one, or take the row out'],
    [
      'C1,01/02/2024,5',
      'date "01/02/2024" is not an ISO 8601 date: write it as 2024-03-31 or 2024-03-31T14:30:00Z',
    ],
    ['C1,2026-11-28,5', 'date "2026-11-28" is in the future: correct it, or take the row out'],
    [
      'C"1,2024-01-01,5',
      'a quote stands inside a cell: put the whole cell in quotes, and double each quote inside it',
    ],
    [
      '"C"1,2024-01-01,5',
      'a quote stands inside a cell: put the whole cell in quotes, and double each quote inside it',
    ],
    ['"C1,2024-01-01,5', 'a quote is opened and never closed: close it, and double each quote inside a cell'],
    ['C\u00001,2024-01-01,5', 'the row has a NUL byte: save the file as UTF-8 text'],
    [`C1,2024-01-01,${'9'.repeat(400)}`, `amount "${'9'.repeat(60)}…" is too large: correct it`],
    [`${'x'.repeat(1_100_000)},2024-01-01,5`, 'the line is longer than 1 MB: is this a CSV file?'],
    [`${'x'.repeat(4_000_000)},2024-01-01,5`, 'the line is longer than 1 MB: is this a CSV file?'],
  ])(
    '%.40s is refused with its line, and the rows around it are read where it is skipped',
    async (row, reason) => {
      const content = lines('C1,2024-01-01,5', row, 'C2,2024-01-02,7')
      for (const workers of [1, 2]) {
        expect(await refusal(content, { workers })).toBe(`transactions.csv line 3: ${reason}`)
      }
      const { columns, counts } = await read(content, { onBadRow: 'skip' })
      expect(columns.ids).toEqual(['C1', 'C2'])
      expect(counts).toMatchObject({ rows: 3, skipped: 1 })
    },
  )

  it('is refused where it is not UTF-8', async () => {
    const content = Buffer.from(lines('C1,2024-01-01,5', 'Zo\u00eb,2024-01-01,5'), 'latin1')
    expect(await refusal(content)).toBe(
      'transactions.csv line 3: the row is not UTF-8: save the file as UTF-8 ("CSV UTF-8" in a spreadsheet)',
    )
  })

  it('of a currency that is none is refused', async () => {
    expect(await refusal('customer_id,date,amount,currency\nC1,2024-01-01,5,€\n')).toBe(
      'transactions.csv line 2: currency "€" is not a currency: write its ISO 4217 code, such as USD or EUR',
    )
  })

  it('that is skipped is listed with line and reason, in the order of the file', async () => {
    const badRowsFile = path.join(folder, 'bad.csv')
    const content = lines(
      'C1,2024-01-01,5',
      'C1,"2024-01-01","1,5"',
      ',2024-01-01,5',
      'C2,2024-01-01,5',
      'C3',
    )
    for (const workers of [1, 2]) {
      const { counts } = await read(content, { onBadRow: 'skip', badRowsFile, workers })
      expect(counts).toMatchObject({ rows: 5, skipped: 3, customers: 2 })
      expect((await readFile(badRowsFile, 'utf8')).split('\n')).toEqual([
        'line,reason,row',
        '3,"amount ""1,5"" is not a number: write 1.5","C1,""2024-01-01"",""1,5"""',
        '4,"customer_id is missing: write one, or take the row out",",2024-01-01,5"',
        '6,"the row has 1 cell and the header 3: write one for each column","C3"',
        '',
      ])
    }
  })

  it('is never listed in the file of transactions itself', async () => {
    const content = lines('C1,x,5')
    expect(await refusal(content, { onBadRow: 'skip', badRowsFile: file })).toContain('give another file')
    expect(await readFile(file, 'utf8')).toBe(content)
  })

  it('is all there is: then nothing is left', async () => {
    expect(await refusal(lines('C1,x,5'), { onBadRow: 'skip' })).toBe(
      'transactions.csv: all rows are bad (1): nothing is left to calculate with',
    )
  })
})
