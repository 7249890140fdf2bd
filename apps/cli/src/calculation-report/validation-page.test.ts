import type { Choice, MethodMeasures, MethodName, ValidationReport } from '@rapport/metrics'
import { describe, expect, test } from 'vitest'
import { elementsOf } from './testing/html-elements.ts'
import { type ValidationPageData, validationPage } from './validation-page.ts'

const deciles = (top: number, actualTop: number): MethodMeasures['deciles'] =>
  Array.from({ length: 10 }, (_, index) => ({
    decile: index + 1,
    predictedMean: index === 0 ? top : 0.5,
    actualMean: index === 0 ? actualTop : 0.4,
    lift: index === 0 ? 4.6 : 0.6,
    gain: index === 0 ? 0.46 : 0.46 + index * 0.06,
  }))

const measures = (method: MethodName, bias: number, top: number): MethodMeasures => ({
  method,
  role: method === 'mbg-nbd' ? 'model' : 'baseline',
  predictedTotal: 200 * (1 + bias),
  actualTotal: 200,
  bias,
  meanAbsoluteError: 0.8,
  rootMeanSquaredError: 1.7,
  normalizedGini: 0.6656,
  topDecileShare: 0.46,
  correlation: 0.67,
  deciles: deciles(top, 3.8),
  // The naive method has others in its first tenth.
  modelTenths: deciles(method === 'mbg-nbd' ? top : top * 0.8, 3.8).map(({ predictedMean }) => predictedMean),
})

// Two weeks of calibration and two held back: 10 + 20 orders, then 12 and 8.
const report: ValidationReport = {
  model: 'mbg-nbd',
  unit: 'week',
  customers: 100,
  horizon: 2,
  splitAt: '2026-01-14',
  tracking: {
    ends: ['2026-01-07', '2026-01-14', '2026-01-21', '2026-01-28'],
    lengths: [1, 1, 1, 1],
    calibration: 2,
    actual: [10, 20, 12, 8],
    actualCumulative: [10, 30, 42, 50],
    lines: [
      { method: 'mbg-nbd', incremental: [11, 18, 9, 8], cumulative: [11, 29, 38, 46] },
      { method: 'carried-on', incremental: [null, null, 15, 15], cumulative: [null, null, 45, 60] },
    ],
  },
  frequency: Array.from({ length: 8 }, (_, repeatOrders) => ({
    repeatOrders,
    actual: repeatOrders === 0 ? 60 : 5,
    expected: repeatOrders === 0 ? 58 : repeatOrders === 2 ? 9 : 5,
  })),
  conditional: Array.from({ length: 8 }, (_, repeatOrders) => ({
    repeatOrders,
    customers: repeatOrders === 6 ? 0 : 10,
    actual: repeatOrders === 6 ? null : repeatOrders,
    predicted: [
      { method: 'mbg-nbd' as const, orders: repeatOrders === 6 ? null : repeatOrders + 0.5 },
      { method: 'carried-on' as const, orders: repeatOrders === 6 ? null : repeatOrders * 2 },
    ],
  })),
  orders: [measures('mbg-nbd', -0.143, 3.5), measures('carried-on', 0.474, 5)],
  revenue: {
    customers: 90,
    methods: [measures('mbg-nbd', -0.2, 140), measures('carried-on', 0.63, 200)],
  },
  coverage: (['mbg-nbd', 'carried-on'] as const).map((method) => ({
    method,
    role: method === 'mbg-nbd' ? ('model' as const) : ('baseline' as const),
    levels: [0.5, 0.8, 0.95].map((level) => ({
      level,
      customers: 100,
      covered: method === 'mbg-nbd' ? level + 0.02 : level - 0.2,
      below: 0.01,
      above: 0.97 - level,
      standardError: 0.04,
      meanWidth: 2,
    })),
  })),
}

const data: ValidationPageData = {
  source: 'orders.csv',
  asOf: '2026-01-28',
  currency: 'EUR',
  report,
  choice: null,
}
const page = validationPage(data)

/** The words a reader sees in the part of the page with this id. */
function wordsOf(html: string, id: string): string {
  const start = html.indexOf(`<section id="${id}">`)
  expect(start).toBeGreaterThan(0)
  return html
    .slice(start, html.indexOf('</section>', start))
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ')
}

describe('the page', () => {
  const elements = elementsOf(page)
  const named = (name: string) => elements.filter((element) => element.name === name)

  test('is well-formed, with every id once', () => {
    const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(named('main')).toHaveLength(1)
    expect(named('h1')).toHaveLength(1)
  })

  test('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/https?:|\/\/|url\(|@import/)
    expect(named('script')).toEqual([])
    for (const { name, attributes } of elements) {
      expect(['link', 'img', 'iframe', 'object', 'a']).not.toContain(name)
      for (const key of attributes.keys()) expect(key).not.toMatch(/^on|^src$|^href$/)
    }
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  })

  test('has every plot, with a title and a description, and its numbers as a table', () => {
    const plots = [
      'tracking-by-period',
      'tracking-summed-up',
      'frequency',
      'conditional',
      'orders-deciles',
      'orders-lift',
      'coverage',
      'revenue-deciles',
      'revenue-lift',
    ]
    for (const id of plots) {
      const start = page.indexOf(`<section id="${id}">`)
      const section = page.slice(start, page.indexOf('</section>', start))
      expect(section).toMatch(/<svg [^>]*role="img" aria-labelledby="[\w-]+ [\w-]+"><title id=/)
      expect(section).toContain('<desc id=')
      expect(section).toMatch(/<details><summary>.*<table><caption>/s)
      expect(section.match(/<figcaption>[^<]+\.<\/figcaption>/g)).toHaveLength(1)
    }
    expect(named('figure')).toHaveLength(plots.length)
  })

  test('names what its drawings are labelled by', () => {
    const ids = new Set(elements.flatMap(({ attributes }) => attributes.get('id') ?? []))
    const labels = elements.flatMap(({ attributes }) => attributes.get('aria-labelledby')?.split(' ') ?? [])
    expect(labels).toHaveLength(18)
    for (const label of labels) expect(ids).toContain(label)
  })

  test('is for both schemes, narrow screens and paper', () => {
    for (const rule of ['prefers-color-scheme:dark', '@media print', 'min(100%,25rem)']) {
      expect(page).toContain(rule)
    }
    expect(page).toContain('content="width=device-width, initial-scale=1"')
  })
})

describe('the sentences say what the data say', () => {
  test('the totals', () => {
    expect(page.replaceAll('\u00a0', ' ')).toContain(
      'total, predicted from each customer&#39;s own history, was 14 % too low; the naive method was 47 % too high.</p>',
    )
  })

  test.each([
    // 12 + 8 orders in two weeks, 9 + 8 expected, 15 + 15 at the rate so far.
    [
      'tracking-by-period',
      "After the split a week brought 10 repeat orders on average, and the model's line, which goes by when customers first bought, has 8.5.",
    ],
    [
      'tracking-summed-up',
      "Over the 2 weeks held back the model's line, which goes by when customers first bought and not by what each has done since, was 15 % too low; its prediction from each customer's own history, which the table of all methods has, was 14 % too low; the naive method was 50 % too high.",
    ],
    [
      'frequency',
      '60 customers had not bought again by the split, and the model expected 58; its largest miss is 4 customers, at 2 repeat orders.',
    ],
    // Half an order off each time; the naive method is off by as much as the number of repeat orders, and 0 at none.
    [
      'conditional',
      'The model was nearer to what customers ordered on average than the naive method in 6 of 7 groups.',
    ],
    [
      'orders-deciles',
      'The tenth that the model puts first was to bring 3.5 orders a customer and brought 3.8; the naive method predicted 4 for the same customers.',
    ],
    [
      'orders-lift',
      'The tenth that the model puts first brought 46 % of all orders, 4.6 times its share; that of the naive method brought 46 %.',
    ],
    [
      'coverage',
      "The model's 80 % intervals held for 82 % of customers (17 % ordered more); those of the naive method held for 60 %.",
    ],
    [
      'revenue',
      "In money the model's total was 20 % too low; the naive method was 63 % too high (90 customers with known amounts).",
    ],
    [
      'revenue-deciles',
      'The tenth that the model puts first was to bring 140 EUR a customer and brought 3.8; the naive method predicted 160 for the same customers.',
    ],
  ])('%s', (id, sentence) => {
    expect(wordsOf(page, id)).toContain(sentence)
  })

  test('the tables hold the numbers of the plots', () => {
    expect(wordsOf(page, 'tracking-by-period')).toContain('2026-01-21 12 9 15')
    expect(wordsOf(page, 'tracking-summed-up')).toContain('2026-01-07 10 11 2026-01-14')
    expect(wordsOf(page, 'frequency')).toContain('7+ 5 5')
    expect(wordsOf(page, 'orders-deciles')).toContain(
      'Tenth Actual MBG/NBD Naive: the rate so far 1 3.8 3.5 4 2 0.4 0.5 0.5',
    )
    expect(wordsOf(page, 'measures')).toContain('MBG/NBD 171 200 −14 % 0.8 1.7 0.670 0.666 46 %')
  })
})

test.each([
  'tracking-by-period',
  'tracking-summed-up',
  'conditional',
  'orders-deciles',
  'orders-lift',
  'coverage',
  'revenue-deciles',
  'revenue-lift',
])('the model stands beside the baselines in the plot %s, its legend and its table', (id) => {
  const start = page.indexOf(`<section id="${id}">`)
  const [, image = '', rest = ''] =
    /<svg (.*?)<\/svg>(.*)/s.exec(page.slice(start, page.indexOf('</section>', start))) ?? []
  const [legend = '', table = ''] = rest.split('</ul>')
  for (const series of ['model', 'carried-on']) {
    expect(image).toMatch(new RegExp(`class="(?:line|bar) ${series}"`))
    expect(legend).toMatch(new RegExp(`class="(?:line|bar) ${series}"`))
  }
  expect(table).toContain('Naive: the rate so far')
})

test('text from outside is shown, not obeyed', () => {
  const hostile = `"><script>alert('1')</script>&amp;.csv`
  const html = validationPage({ ...data, source: hostile, currency: '<b>"', asOf: '<i>' })
  elementsOf(html)
  expect(html).not.toContain('<script')
  expect(html).not.toContain('<b>')
  expect(html).not.toContain('<i>')
  expect(html).toContain(
    '<h1>Validation of MBG/NBD: &quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;.csv</h1>',
  )
})

test('without amounts, intervals or orders the page says so instead of showing nothing', () => {
  const nothing = { ...measures('mbg-nbd', 0, 0), bias: null, actualTotal: 0, normalizedGini: null }
  const unlifted = { ...nothing, deciles: nothing.deciles.map((own) => ({ ...own, lift: null, gain: null })) }
  const html = validationPage({
    ...data,
    report: {
      ...report,
      revenue: null,
      coverage: [],
      orders: [unlifted],
      tracking: { ...report.tracking, actual: [10, 20, 0, 0], actualCumulative: [10, 30, 30, 30] },
    },
  })
  elementsOf(html)
  expect(html).not.toMatch(/NaN|Infinity|undefined|null/)
  expect(html).toContain('not to be judged, as nothing was ordered')
  for (const id of ['coverage', 'revenue']) expect(html).not.toContain(`<section id="${id}"`)
})

test('the comparison behind the choice has a line for each candidate and a column for each split', () => {
  const origin = { ...measures('mbg-nbd', -0.1, 1), splitAt: '2026-01-14' }
  const choice: Choice = {
    policy: 'auto@1',
    outcome: 'mbg-nbd',
    reason: 'beats-baselines',
    repeatCustomers: 40,
    leader: 'mbg-nbd',
    holdout: { horizon: 2, splitAt: '2026-01-14', customers: 100 },
    origins: ['2026-01-14', '2025-12-31'].map((splitAt) => ({ horizon: 2, splitAt, customers: 100 })),
    candidates: [
      {
        ...measures('mbg-nbd', 0.02, 1),
        candidate: 'mbg-nbd',
        role: 'model',
        totalError: 0.08,
        modelAhead: null,
        rankStability: [0.91],
        origins: [origin, { ...origin, bias: 0.06, splitAt: '2025-12-31' }],
      },
    ],
  }
  const html = validationPage({ ...data, choice })
  elementsOf(html)
  expect(wordsOf(html, 'choice')).toContain(
    'MBG/NBD was chosen: nearer to the totals of the held-back times than every baseline',
  )
  expect(wordsOf(html, 'choice')).toContain('Bias from 2026-01-14 Bias from 2025-12-31')
  expect(wordsOf(html, 'choice')).toContain('MBG/NBD model −10 % +6 % 8 % 0.666 0.910')
  const [split] = choice.origins
  const one = validationPage({ ...data, choice: { ...choice, origins: split === undefined ? [] : [split] } })
  expect(wordsOf(html, 'choice')).toContain('Same ranks')
  expect(wordsOf(one, 'choice')).not.toContain('Same ranks')
})
