import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfiguration } from '@rapport/config'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { configurationContext } from '../../../configuration.ts'
import { connectors } from '../../../connectors.ts'
import { completeConnection } from '../connection-request.ts'
import { withConnection } from '../written-connection.ts'
import { mapReviews } from './map-reviews.ts'
import { proposalLines, samplesOf } from './proposal-text.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-map-'))
})
afterEach(() => rm(folder, { recursive: true }))

const save = (content: string) => writeFile(join(folder, 'g2.csv'), content)

const map = (
  columns: Readonly<Record<string, string>> = {},
  setting: Readonly<Record<string, string>> = {},
) =>
  mapReviews(completeConnection({ connector: 'csv', connection: 'g2', setting }, connectors), {
    ...{ folder, timezone: 'UTC', isAsked: false, file: join(folder, 'g2.csv'), columns, print: () => {} },
  })

const before = `# The set-up.
timezone: UTC # for now
connections:
  # Sales of the shop.
  shop: { connector: csv, settings: { folder: exports } }
`

it('the proposal is written into the configuration, whose comments stay', async () => {
  await save('Review ID,Product,rating,Date\nr1,CRM,recommends,31.03.2026\n')

  const text = withConnection(before, await map(), { replace: false })

  expect(text).toBe(`${before}  g2:
    connector: csv
    settings:
      files:
        reviews: g2.csv
      reviews:
        dates: day-first
        scaleMin: 0
        scaleMax: 1
        words:
          recommends: 1
    mapping:
      review:
        fields:
          id: Review ID
          place: Product
          createdAt: Date
`)
  const { connections } = parseConfiguration(text, 'rapport.yaml', configurationContext)
  expect(connections.g2?.mapping.review?.fields).toMatchObject({ createdAt: 'Date' })
})

it('what the command line says of a column or a setting counts, whatever the file looks like', async () => {
  await save('Review ID,Product,stars,grade,Date\nr1,CRM,4,9,2026-03-31\n')
  const given = '{"scaleMin":0,"scaleMax":10}'

  const { mapping, settings } = await map({ rating: 'GRADE', place: '' }, { reviews: given, files: '{}' })

  expect(mapping?.review).toMatchObject({ rating: 'grade' })
  expect(mapping?.review).not.toHaveProperty('place')
  expect(settings.reviews).toEqual({ scaleMin: 0, scaleMax: 10, place: 'g2' })
})

it('a file whose columns have the names of the fields needs no mapping', async () => {
  await save('place_id,review_id,rating,scale_min,scale_max,created_at\np,1,4,1,5,2026-03-31\n')

  const text = withConnection(before, await map(), { replace: false })

  expect(text).toBe(
    `${before}  g2:\n    connector: csv\n    settings:\n      files:\n        reviews: g2.csv\n`,
  )
})

it.each([
  [
    'stars,text\n4,fine\n',
    {},
    'no column of g2.csv says when a review was written; it has stars, text: name one with --map createdAt=…',
  ],
  ['date,who\n2026-03-31,Ann\n', {}, 'no column of g2.csv says the rating or the text'],
  [
    'date,stars\n2026-03-31,4\n',
    { ratting: 'stars' },
    'there is no field of reviews "ratting": did you mean "rating"?',
  ],
  ['date,stars\n2026-03-31,4\n', { rating: 'star' }, 'there is no column "star": did you mean "stars"?'],
])(
  'a file %j that cannot be mapped with %j is an error that says what to do',
  async (content, columns, message) => {
    await save(content)
    await expect(map(columns)).rejects.toThrow(message)
  },
)

it('a file that is not there is an error', async () => {
  await expect(map()).rejects.toThrow('g2.csv cannot be read: ENOENT')
})

it('values are shown in short, and cannot steer the terminal', () => {
  const long = 'word '.repeat(20)
  const sample = {
    header: ['text'],
    rows: [['a\u001b[31m\u202eb'], ['a\u001b[31m\u202eb'], [long], ['']],
    name: 'x',
    timezone: 'UTC',
  }

  expect(samplesOf('text', sample)).toBe('a [31m b · word word word word word word w…')
  expect(
    proposalLines('x.csv', { columns: {}, settings: { words: { ONE: 1 } }, doubts: ['is it?'] }, sample),
  ).toEqual([
    'x.csv: which column is what',
    '  field  column  because of  such as',
    '  left out: text',
    '  words stand for ratings: ONE = 1',
    '  ? is it?',
  ])
})

it('names of columns cannot steer the terminal either: in the proposal, in errors, and in what was meant', async () => {
  const column = 'No\u001b[2Jte\u202e'
  const sample = { header: ['date', column], rows: [['2026-03-31', '4']], name: 'x\u001b', timezone: 'UTC' }
  const columns = { createdAt: { column, because: 'its name' } } as const
  const doubts = ['look at \u001b[31m']
  const shown = [
    { columns, settings: { place: 'x\u001b' }, doubts },
    { columns: {}, settings: {}, doubts },
  ].flatMap((proposal) => proposalLines('x\u001b.csv', proposal, sample))
  await save(`who,${column}\nAnn,Ben\n`)
  const failed = async (work: Promise<unknown>) => String(await work.catch((error: Error) => error.message))
  const told = [
    ...shown,
    await failed(map()),
    await failed(map({ rating: 'nothing like it' })),
    await failed(map({ rating: 'No\u001b[2Jt' })),
  ]

  expect(told.join('')).toMatch(/No \[2Jte/)
  expect(told.filter((line) => /[\p{Cc}\u202e]/u.test(line))).toEqual([])
})
