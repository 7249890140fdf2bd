import { assessHealth, type SurveyReport } from '@rapport/metrics'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SurveyRow } from '../../apps/cli/src/survey-calculation/survey-result.ts'
import { type CalculationFolder, calculationFolder, csv } from '../support/calculation.ts'
import { fences, read } from './documented-commands.ts'

interface Result extends Pick<SurveyReport, 'waveDays' | 'scales' | 'pooled'> {
  readonly asOf: string
  readonly n: Readonly<Record<string, number>>
  readonly advocates: number
  readonly setAside: readonly { readonly line: number; readonly reason: string }[]
  readonly customers: readonly SurveyRow[]
}

const page = 'docs/experience.md'
const example = (language: string): string =>
  `${fences.find((fence) => fence.page === page && fence.language === language)?.text}\n`

const responses = ['surveys', '--responses', 'answers.csv'] as const

let folder: CalculationFolder
beforeAll(async () => {
  folder = await calculationFolder({
    'answers.csv': example('csv'),
    'turned.csv': csv(
      ...[example('csv').trim().split('\n')].flatMap(([header = '', ...rows]) => [
        header,
        ...rows.toReversed(),
        ...rows.slice(0, 3),
      ]),
    ),
    'unknown.csv': example('csv').replace('delivered\n', 'delivered,mood\n'),
  })
})
afterAll(() => folder[Symbol.asyncDispose]())

describe('the example of the documentation', () => {
  let whole: { readonly result: Result; readonly stderr: string }
  beforeAll(async () => {
    const calculated = await folder.calc(...responses, '--json', '--out', 'latest.csv')
    whole = { result: calculated.json(), stderr: calculated.stderr }
  })

  test('prints what the documentation says, and tells by its exit code that a row was set aside', async () => {
    const { code, stdout, stderr } = await folder.calcByItself(...responses)
    expect(stdout).toBe(example('text'))
    expect(code).toBe(3)
    expect(stderr).toBe('1 row was set aside; the result says which and why.\n')
  })

  test('says of a health score what the metrics say', () => {
    const facts = {
      probability_alive: 0.55,
      answered_in_time: 0.5,
      fcr: 0.8,
      nps: 9,
      activity: 0.4375,
    }
    const { why } = assessHealth(facts, 20_000, { previous: null, score30DaysAgo: 7 })
    expect(read(page)).toContain(`> ${why}\n`)
  })

  test('is one JSON object, with the rows that were set aside', () => {
    const { result } = whole
    expect(result).toMatchObject({
      asOf: '2026-03-21',
      waveDays: 30,
      n: { rows: 22, answered: 19, people: 7, setAside: 1, afterAsOf: 0 },
      advocates: 3,
      setAside: [
        { line: 23, reason: 'the score 11 is not on its scale from 0 to 10: correct the score or the scale' },
      ],
    })
    expect(result.scales.map(({ scale, figures }) => [scale.kind, scale.max, figures.n])).toEqual([
      ['nps', 10, 6],
      ['csat', 1, 2],
      ['csat', 5, 5],
      ['ces', 7, 5],
    ])
    expect(result.pooled.map(({ figures }) => [figures.kind, figures.n, figures.scales.length])).toEqual([
      ['csat', 7, 2],
    ])
  })

  test('has the latest answer of each person on each scale, also as CSV', async () => {
    const { customers } = whole.result
    expect(whole.stderr).toContain('The customers are in latest.csv.')
    expect(customers).toHaveLength(18)
    expect(customers.filter(({ customerId }) => customerId === 'eva')).toMatchObject([
      { kind: 'nps', score: 8, group: 'passive', advocate: false },
      { kind: 'csat', score: 5, onTen: 10, group: 'satisfied' },
      { kind: 'ces', score: 2, onTen: 2.5, group: 'not_easy' },
    ])
    const [header, first] = (await folder.read('latest.csv')).split('\n')
    expect(header).toBe(
      'customer_id,kind,scale_min,scale_max,direction,question,score,on_ten,group,at,advocate',
    )
    expect(first).toBe('ada,nps,0,10,higher,,9,9.1,promoter,2026-03-02T00:00:00.000Z,true')
  })

  test('is the same in another order and with duplicates', async () => {
    const turned = (await folder.calc('surveys', '--responses', 'turned.csv', '--json')).json<Result>()
    const { scales, pooled, customers } = whole.result
    expect(turned).toMatchObject({ scales, pooled, customers })
    expect(turned.customers).toHaveLength(customers.length)
  })
})

test('later answers are not looked at, and the length of a wave is a setting', async () => {
  const early = await folder.calc(...responses, '--as-of', '2026-03-05', '--json')
  const { n, scales } = early.json<Result>()
  expect(n).toMatchObject({ afterAsOf: 13, answered: 6 })
  expect(scales[0]?.figures).toMatchObject({ kind: 'nps', n: 6, score: expect.closeTo(100 / 6, 9) })
  const short = await folder.calc(...responses, '--wave-days', '5', '--json')
  expect(short.json<Result>().scales[0]?.figures.n).toBe(7)
})

test('unknown columns are an error that names them', async () => {
  const { code, stderr } = await folder.calc('surveys', '--responses', 'unknown.csv')
  expect(code).toBe(1)
  expect(stderr).toContain('unknown.csv has unknown columns: mood; the columns are customer_id, kind,')
})

test('without a file the command says which one it needs', async () => {
  const { code, stderr } = await folder.calcByItself('surveys')
  expect(code).toBe(2)
  expect(stderr).toContain('Give --responses FILE.csv.')
})
