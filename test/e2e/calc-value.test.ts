import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Calculated,
  type CalculationFolder,
  calculationFolder,
  cdnowSampleRows,
  csv,
} from '../support/calculation.ts'

interface Customer {
  readonly customerId: string
  readonly frequency: number | null
  readonly age: number | null
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

interface Result {
  readonly policy: string
  readonly model: string
  readonly unit: string
  readonly asOf: string
  readonly n: Readonly<Record<string, number>>
  readonly parameters: Readonly<
    Record<string, { readonly value: number; readonly standardError: number | null }>
  >
  readonly logLikelihood: number | null
  readonly limit: string | null
  readonly discount: { readonly annual: number; readonly perUnit: number }
  readonly spend: {
    readonly parameters: Readonly<Record<string, { readonly value: number }>>
    readonly logLikelihood: number
  } | null
  readonly covariates?: {
    readonly unknownCustomers: number
    readonly customersWithoutRow: number
    readonly covarianceNames: readonly string[]
    readonly associations: readonly { readonly covariate: string }[]
  }
  readonly choice: { readonly reason: string } | null
  readonly customers: readonly Customer[]
  readonly total: { readonly value: number | null }
  readonly validation: {
    readonly splitAt: string
    readonly customers: number
    readonly orders: readonly {
      readonly method: string
      readonly actualTotal: number
      readonly predictedTotal: number
    }[]
  } | null
}

const header = 'customer_id,date,amount'
const toSeptember = ['--transactions', 'cdnow.csv', '--as-of', '1997-09-30'] as const

let folder: CalculationFolder
beforeAll(async () => {
  const rows = await cdnowSampleRows()
  folder = await calculationFolder({
    'cdnow.csv': csv(header, ...rows),
    'turned.csv': csv(header, ...rows.toReversed()),
  })
})
afterAll(() => folder[Symbol.asyncDispose]())

/** The result of a calculation that succeeds. */
async function calculated(...parameters: readonly string[]): Promise<Result> {
  const done = await folder.calc('value', ...parameters, '--json')
  expect(done.code, done.stderr).toBe(0)
  return done.json<Result>()
}

/** The one line that a command which cannot be done prints; `file.csv` is what was given. */
async function refused(
  code: number,
  content: string | null,
  ...parameters: readonly string[]
): Promise<string> {
  if (content !== null) await folder.write('file.csv', content)
  const given = content === null ? [] : ['--transactions', 'file.csv']
  const done = await folder.calc('value', ...given, ...parameters)
  return refusal(done, code)
}

/** The one line that it printed, and nothing else. */
function refusal(done: Calculated, code: number): string {
  expect(done.code, done.stderr).toBe(code)
  expect(done.stdout).toBe('')
  expect(done.stderr).not.toMatch(/^\s+at /m)
  const [first = ''] = done.stderr.split('\n')
  return first
}

describe('rapport calc value on CDNOW, to September 1997', () => {
  it.each([
    ['bg-nbd', { r: 0.242594522, alpha: 4.41360202, a: 0.792922016, b: 2.42590677 }, -9582.429207],
    ['mbg-nbd', { r: 0.524843159, alpha: 6.18308528, a: 0.89135939, b: 1.61400224 }, -9582.135716],
    ['pareto-nbd', { r: 0.553277047, alpha: 10.5776835, s: 0.60623999, beta: 11.6687353 }, -9594.976179],
  ])('gives the published parameters of %s', async (model, parameters, logLikelihood) => {
    const result = await calculated(...toSeptember, '--unit', 'week', '--model', model, '--prior', 'none')
    expect(result).toMatchObject({ policy: 'btyd@1', model, unit: 'week', asOf: '1997-09-30' })
    expect(result.n).toMatchObject({ customers: 2357, transactions: 4814, afterAsOf: 1959 })
    for (const [name, value] of Object.entries(parameters)) {
      const found = result.parameters[name]?.value ?? Number.NaN
      expect(Math.abs(found / value - 1), name).toBeLessThan(1e-6)
    }
    expect(result.logLikelihood).toBeCloseTo(logLikelihood, 5)
    const { p, q, gamma } = result.spend?.parameters ?? {}
    expect(p?.value).toBeCloseTo(6.249571, 5)
    expect(q?.value).toBeCloseTo(3.744225, 5)
    expect(gamma?.value).toBeCloseTo(15.443524, 4)
    expect(result.spend?.logLikelihood).toBeCloseTo(-4055.917695, 5)
  })

  it('prints every key of a customer, and a value that lies in its interval', async () => {
    const { customers } = await calculated(...toSeptember, '--model', 'mbg-nbd')
    expect(customers).toHaveLength(2357)
    for (const customer of customers) {
      expect(Object.keys(customer)).toEqual([
        ...['customerId', 'frequency', 'recency', 'age', 'monetary', 'probabilityAlive'],
        ...['expectedTransactions', 'expectedSpend', 'value', 'low', 'high', 'pastValue'],
      ])
      expect(customer.value).toBeGreaterThanOrEqual(customer.low ?? Infinity)
      expect(customer.value).toBeLessThanOrEqual(customer.high ?? -Infinity)
    }
    expect(customers[0]).toMatchObject({ customerId: '00004', frequency: 2, recency: 213 / 7, age: 272 / 7 })
  })

  it('prints the same bytes whatever the order of the rows in the file', async () => {
    const [straight, turned] = await Promise.all(
      ['cdnow.csv', 'turned.csv'].map((file) =>
        folder.calc('value', '--transactions', file, '--as-of', '1997-09-30', '--json'),
      ),
    )
    expect(straight?.code).toBe(0)
    expect(turned?.stdout).toBe(straight?.stdout)
  })

  it('gives the same value in days, weeks and months', async () => {
    const values = async (unit: string, horizon: number) =>
      (
        await calculated(
          ...toSeptember,
          '--model',
          'bg-nbd',
          '--prior',
          'none',
          '--unit',
          unit,
          '--horizon',
          String(horizon),
        )
      ).customers
    const weeks = await values('week', 39)
    for (const other of [await values('day', 273), await values('month', 273 / 30.4375)]) {
      weeks.forEach(({ value }, row) => {
        const expected = value ?? Number.NaN
        expect(Math.abs((other[row]?.value ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * expected)
      })
    }
  })

  it('takes a discount of 10 % for one of a year, in weeks too', async () => {
    const model = ['--model', 'bg-nbd', '--prior', 'none'] as const
    const free = await calculated(...toSeptember, ...model, '--discount', '0')
    const result = await calculated(...toSeptember, ...model, '--discount', '0.1')
    expect(result.discount.perUnit).toBeCloseTo((Math.log(1.1) / 365.25) * 7, 15)
    // Over a year value loses less than the whole year's discount, and more than a third of it.
    const left = (result.total.value ?? Number.NaN) / (free.total.value ?? Number.NaN)
    expect(left).toBeGreaterThan(1 / 1.1)
    expect(left).toBeLessThan(1.1 ** (-1 / 3))
  })

  it('writes the customers as CSV, the same as in the JSON', async () => {
    const { customers } = await calculated(...toSeptember, '--model', 'mbg-nbd', '--out', 'customers.csv')
    const [, ...rows] = (await folder.read('customers.csv')).trimEnd().split('\n')
    const written = customers.map((customer) =>
      Object.values(customer)
        .map((cell) => String(cell ?? ''))
        .join(','),
    )
    expect(rows).toEqual(written)
  })

  it('reads well without --json', async () => {
    const done = await folder.calcByItself('value', ...toSeptember)
    expect(done.code).toBe(0)
    expect(done.stderr).toBe('')
    expect(done.stdout).toMatch(/^As of 1997-09-30: 2,357 customers, 4,814 transactions\.$/m)
    expect(done.stdout).toMatch(/^1,959 rows are after that day: left out\.$/m)
    expect(done.stdout).toMatch(
      /^Future value of all customers over 52\.18 weeks: [\d,.]+ \(95 %: [\d,.]+ to [\d,.]+\)\.$/m,
    )
    for (const line of done.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
  })
})

describe('rapport calc value --holdout', () => {
  it('fits to the time before, compares with the 39 weeks after, and writes a page that needs nothing else', async () => {
    const result = await calculated(
      ...['--transactions', 'cdnow.csv', '--as-of', '1998-06-30', '--model', 'bg-nbd', '--prior', 'none'],
      ...['--holdout', '39', '--report', 'report.html'],
    )
    expect(result.validation).toMatchObject({ splitAt: '1997-09-30', customers: 2357 })
    const [model] = result.validation?.orders ?? []
    expect(model).toMatchObject({ method: 'bg-nbd', actualTotal: 1882 })
    expect(model?.predictedTotal).toBeCloseTo(1653.408698, 3)
    const page = await folder.read('report.html')
    expect(page).toMatch(/^<!doctype html>/i)
    expect(page).toContain('cdnow.csv')
    expect(page).not.toMatch(
      /<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=|@import|url\((?!["']?(?:data:|#))/i,
    )
  })

  it.each(['500', '77.9'])('refuses to hold back %s weeks of 77.9', async (holdout) => {
    expect(await refused(1, null, '--transactions', 'cdnow.csv', '--holdout', holdout)).toMatch(
      /^rapport: The holdout of .* leaves nothing to learn from: the data span 77\.9 weeks, from 1997-01-01 to 1998-06-30/,
    )
  })
})

describe('rapport calc value on bad rows', () => {
  it.each([
    ['a,01.02.2024,5', 'date "01.02.2024" is not an ISO 8601 date: write it as 2024-03-31'],
    ['a,2024-02-30,5', 'date "2024-02-30" is not in the calendar'],
    ['a,2999-01-01,5', 'date "2999-01-01" is in the future'],
    ['a,2024-01-01,"1.234,50"', 'amount "1.234,50" is not a number: write 1234.50'],
    ['a,2024-01-01,€5', 'amount "€5" is not a number: write 5'],
    ['a,2024-01-01,$5.00', 'amount "$5.00" is not a number: write 5.00'],
    [',2024-01-01,5', 'customer_id is missing'],
    ['a,2024-01-01,5,6', 'the row has 4 cells and the header 3'],
  ])('says of %s where it is and how to write it', async (row, why) => {
    const message = await refused(1, csv(header, 'x,2024-01-01,3', row))
    expect(message.startsWith(`rapport: file.csv line 3: ${why}`), message).toBe(true)
  })

  it('skips them when told to, lists them, and says so by its exit code', async () => {
    await folder.write(
      'file.csv',
      csv(header, 'a,2024-01-01,5', 'b,soon,5', 'a,2024-03-01,x', 'b,2024-05-01,4'),
    )
    const done = await folder.calcByItself(
      ...['value', '--transactions', 'file.csv', '--on-bad-row', 'skip', '--bad-rows', 'bad.csv', '--json'],
    )
    expect(done.code).toBe(3)
    expect(done.stderr).toBe('2 rows were skipped, and listed in bad.csv.\n')
    expect(done.json<Result>().n).toMatchObject({ customers: 2, rows: 4, skipped: 2 })
    const [columns, ...listed] = (await folder.read('bad.csv')).trimEnd().split('\n')
    expect(columns).toBe('line,reason,row')
    expect(listed.map((line) => line.split(',')[0])).toEqual(['3', '4'])
  })
})

describe('rapport calc value on few data', () => {
  it('leaves out a customer who first bought after --as-of, and counts the rows', async () => {
    await folder.write('file.csv', csv(header, 'a,2024-01-01,5', 'a,2024-02-01,5', 'late,2024-06-01,5'))
    const result = await calculated('--transactions', 'file.csv', '--as-of', '2024-03-01')
    expect(result.customers.map(({ customerId }) => customerId)).toEqual(['a'])
    expect(result.n).toMatchObject({ customers: 1, afterAsOf: 1 })
  })

  const oneTime = csv(
    header,
    ...Array.from({ length: 60 }, (_, n) => `c${n},2024-01-${10 + (n % 20)},${n + 5}`),
    'z,2024-06-30,9',
  )

  it.each(['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'bg-bb'])(
    'names the limit that customers who all bought once are at (%s)',
    async (model) => {
      await folder.write('file.csv', oneTime)
      const result = await calculated('--transactions', 'file.csv', '--model', model)
      expect(result.limit).toBe('one-time-buyers-only')
      expect(
        result.customers.every(({ value, low, high }) => value !== null && low !== null && high !== null),
      ).toBe(true)
    },
  )

  it('gives a range where fewer than 30 customers bought twice', async () => {
    await folder.write('file.csv', oneTime)
    const result = await calculated('--transactions', 'file.csv')
    expect(result).toMatchObject({
      policy: 'auto@1',
      model: 'range',
      choice: { reason: 'few-repeat-customers' },
    })
    expect(result.customers.every(({ value, high }) => value === null && high !== null)).toBe(true)
  })

  it.each(['auto', 'bg-nbd', 'mbg-nbd', 'pareto-nbd', 'bg-bb', 'simple', 'historic'])(
    'does with one customer (%s)',
    async (model) => {
      for (const rows of [['a,2024-01-01,5'], ['a,2024-01-01,5', 'a,2024-03-01,7']]) {
        await folder.write('file.csv', csv(header, ...rows))
        const result = await calculated('--transactions', 'file.csv', '--model', model)
        expect(result.customers.map(({ customerId }) => customerId)).toEqual(['a'])
        const text = await folder.calc('value', '--transactions', 'file.csv', '--model', model)
        expect(text.code).toBe(0)
        expect(text.stdout).not.toMatch(/NaN|Infinity|undefined|null/)
      }
    },
  )

  it('keeps duplicate rows, and says how many there are', async () => {
    await folder.write('file.csv', csv(header, 'a,2024-01-01,5', 'a,2024-01-01,5', 'b,2024-05-01,5'))
    const result = await calculated('--transactions', 'file.csv', '--model', 'historic')
    expect(result.n).toMatchObject({ transactions: 2, duplicates: 1 })
    expect(result.customers.map(({ value }) => value)).toEqual([10, 5])
  })

  it('refuses a file with a header and no rows, an empty one, and a missing one', async () => {
    expect(await refused(1, csv(header))).toBe(
      'rapport: file.csv has a header and no rows: nothing to calculate with',
    )
    expect(await refused(1, '')).toBe(
      'rapport: file.csv is empty: the first line must be customer_id,date,amount',
    )
    expect(await refused(1, null, '--transactions', 'missing.csv')).toBe(
      'rapport: missing.csv cannot be read: there is no such file',
    )
  })

  it('names unknown columns', async () => {
    expect(await refused(1, csv('customer_id,date,amount,shop,clerk', 'a,2024-01-01,5,x,y'))).toBe(
      'rapport: file.csv: unknown columns "shop", "clerk": the columns are customer_id, date, amount and, optionally, currency',
    )
  })
})

describe('rapport calc value --covariates', () => {
  const withCovariates = [
    '--transactions',
    'cdnow.csv',
    '--as-of',
    '1997-09-30',
    '--model',
    'mbg-nbd',
    '--covariates',
    'scores.csv',
  ] as const

  it('takes covariates with the model that auto takes, which is the default', async () => {
    await folder.write('scores.csv', csv('customer_id,score', '00004,1', '00021,2', '00050,4', '00018,3'))
    const given = [...toSeptember, '--covariates', 'scores.csv'] as const
    const result = await calculated(...given)
    expect(result).toMatchObject({ policy: 'auto@1', model: 'mbg-nbd' })
    expect(result.covariates?.covarianceNames.slice(0, 4)).toEqual(['r', 'alpha', 'a', 'b'])
    expect(result.covariates?.associations.map(({ covariate }) => covariate)).toEqual(['score'])
    expect(result.customers).toHaveLength(2357)
  })

  it('counts covariates of unknown customers and customers without covariates, and says so', async () => {
    await folder.write('scores.csv', csv('customer_id,score', '00004,1', '00021,2', '00050,4', 'stranger,3'))
    const result = await calculated(...withCovariates)
    expect(result.covariates).toMatchObject({ unknownCustomers: 1, customersWithoutRow: 2354 })
    const { stdout } = await folder.calc('value', ...withCovariates)
    expect(stdout).toContain('Left out: the covariates of 1 customer without transactions.')
    expect(stdout).toContain('No covariates: 2,354 customers, taken as not known.')
  })

  it.each([
    [
      'constant',
      ['00004,1', '00021,1'],
      'Covariate score has the same value for all customers: leave it out.',
    ],
    ['of strangers only', ['stranger,1'], 'Covariate score is not known of any customer: leave it out.'],
  ])('refuses covariates that are %s', async (_, rows, why) => {
    await folder.write('scores.csv', csv('customer_id,score', ...rows))
    expect(await refused(1, null, ...withCovariates)).toBe(`rapport: scores.csv: ${why}`)
  })

  it('refuses covariates that are no numbers', async () => {
    await folder.write('scores.csv', csv('customer_id,score', '00004,1', '00021,high'))
    expect(await refused(1, null, ...withCovariates)).toMatch(
      /^rapport: scores\.csv line 3: score "high" is not a number/,
    )
  })
})

describe('rapport calc value --subscriptions', () => {
  const columns = 'customer_id,start,end,amount,period'

  it('values contracts by themselves, and together with purchases', async () => {
    await folder.write(
      'subs.csv',
      csv(columns, '00004,1997-01-01,,10,month', 'b,1996-01-01,1997-05-01,10,month'),
    )
    const alone = await calculated('--subscriptions', 'subs.csv', '--as-of', '1997-09-30')
    expect(alone).toMatchObject({ policy: 'sbg@1', model: 'sbg', n: { customers: 2 } })
    const bought = await calculated(...toSeptember, '--model', 'mbg-nbd')
    const both = await calculated(...toSeptember, '--model', 'mbg-nbd', '--subscriptions', 'subs.csv')
    const sum = (alone.total.value ?? Number.NaN) + (bought.total.value ?? Number.NaN)
    expect(both.total.value).toBeCloseTo(sum, 6)
  })

  it('refuses a bad row, and says where it is', async () => {
    await folder.write('subs.csv', csv(columns, 'a,1997-01-01,,10,month', 'b,1997-13-01,,10,month'))
    expect(await refused(1, null, '--subscriptions', 'subs.csv')).toBe(
      'rapport: subs.csv line 3: start "1997-13-01" is no date: write it as 2024-03-31',
    )
  })
})

describe('rapport calc value with options that cannot be', () => {
  it.each([
    [['--margin', '0'], /argument '0' is invalid\. It must be a rate above 0, up to 1/],
    [['--horizon', '-1'], /argument '-1' is invalid\. It must be a number above 0/],
    [['--discount', '10'], /argument '10' is invalid\. It must be a rate from 0 to 1/],
    [['--holdout', '0'], /argument '0' is invalid/],
    [['--model', 'arima'], /argument 'arima' is invalid\. Allowed choices are/],
    [['--as-of', '1997-02-30'], /--as-of is "1997-02-30"; write a day of the calendar/],
    [['--as-of', '2999-01-01'], /--as-of 2999-01-01 is in the future/],
    [['--report', 'r.html'], /give --holdout too/],
    [['--model', 'sbg'], /give --subscriptions/],
    [['--model', 'bg-bb', '--holdout', '10'], /another model than bg-bb/],
    [
      ['--model', 'simple', '--covariates', 'x.csv'],
      /Covariates need transactions and a model that takes them/,
    ],
    [['--out', 'cdnow.csv'], /--out cdnow\.csv is another file of this command/],
  ])('refuses %o', async (options, why) => {
    expect(await refused(2, null, '--transactions', 'cdnow.csv', ...options)).toMatch(why)
  })

  it('refuses to calculate with nothing', async () => {
    expect(refusal(await folder.calcByItself('value'), 2)).toMatch(
      /Give --transactions FILE\.csv, --subscriptions FILE\.csv, or both/,
    )
  })

  it('says that a file cannot be written', async () => {
    expect(
      await refused(1, null, '--transactions', 'cdnow.csv', '--model', 'simple', '--out', 'none/x.csv'),
    ).toBe('rapport: none/x.csv cannot be written: there is no such folder')
  })
})
