import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Change,
  type CheckResult,
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

interface Reading {
  readonly entity?: 'review' | 'place'
  readonly settings?: Readonly<Record<string, unknown>>
  readonly mapping?: FieldSelection['mapping']
  readonly others?: FieldSelections
}

function contextFor(reviews: Readonly<Record<string, unknown>>) {
  const standIn = {
    settings: () => ({ folder, reviews }),
    credentials: () => noCredentials,
    secrets: [],
    close: async () => {},
  }
  return openSession(csv, standIn).ctx
}

async function read({
  entity = 'review',
  settings = {},
  mapping = {},
  others = () => noSelection,
}: Reading = {}): Promise<Change[]> {
  const stream = csv.streams.find((candidate) => candidate.entity === entity)!
  const changes: Change[] = []
  const fields = { ...noSelection, mapping, others }
  for await (const change of stream.read(contextFor(settings) as never, null, fields)) changes.push(change)
  return changes
}

async function check(
  reviews: Readonly<Record<string, unknown>> = {},
  selections: FieldSelections = () => noSelection,
): Promise<CheckResult[]> {
  const lines: CheckResult[] = []
  for await (const line of csv.check(contextFor(reviews) as never, selections)) lines.push(line)
  return lines
}

const records = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.type === 'upsert' ? [change.record] : [])) as Record<string, unknown>[]
const reasons = (changes: readonly Change[]) =>
  changes.flatMap((change) =>
    change.type === 'reject' ? [change.reason.replace(/^.*reviews\.csv, /, '')] : [],
  )

const fiveStars = { scaleMin: 1, scaleMax: 5 }
const header = 'place_id,review_id,rating,created_at,text,author'

describe('a file of reviews', () => {
  test('has the columns of rapport calc reputation and some more', async () => {
    await save(
      'reviews.csv',
      'source,place_id,review_id,rating,scale_min,scale_max,created_at,text,title,language,author,author_email,order_reference,reply,replied_at\n' +
        'g2,crm-suite,17,4.5,0,5,2026-03-31T14:30:00+02:00,"Good, mostly",Fine,en_us,Ann,ann@acme.example,A-1,Thanks!,2026-04-01\n',
    )
    expect(records(await read())).toEqual([
      {
        ...{ id: 'g2/crm-suite/17', placeId: 'g2/crm-suite', rating: 4.5, scaleMin: 0, scaleMax: 5 },
        ...{
          text: 'Good, mostly',
          title: 'Fine',
          language: 'en-US',
          author: 'Ann',
          authorEmail: 'ann@acme.example',
        },
        ...{ orderReference: 'A-1', createdAt: '2026-03-31T12:30:00.000Z', editedAt: null, modifiedAt: null },
        ...{ reply: 'Thanks!', repliedAt: '2026-04-01T00:00:00.000Z', replyState: 'approved' },
      },
    ])
  })

  test('may say its scale and its place in the settings', async () => {
    await save('reviews.csv', 'review_id,rating,created_at,text\n1,4,2026-03-31,ok\n')
    expect(records(await read({ settings: { ...fiveStars, place: 'app' } }))).toMatchObject([
      { id: 'app/1', placeId: 'app', scaleMin: 1, scaleMax: 5 },
    ])
  })

  test('without a column that is needed is an error that names it and the setting that can stand for it', async () => {
    await save('reviews.csv', 'review_id,rating,created_at,text\n1,4,2026-03-31,ok\n')
    await expect(read({ settings: fiveStars })).rejects.toThrow('has no column "place_id" or "source"')
    await expect(read({ settings: { place: 'app' } })).rejects.toThrow(
      'has no column "scale_min": name the end of the scale in settings.reviews.scaleMin, such as 1',
    )
    await save('reviews.csv', 'review_id,stars,created\n1,4,2026-03-31\n')
    await expect(read({ settings: { ...fiveStars, place: 'app' } })).rejects.toThrow(
      'has no column "created_at"; the nearest is "created"',
    )
  })

  test('may write ratings as words, of which the settings say what they stand for', async () => {
    await save(
      'reviews.csv',
      `${header}\np,1,recommends,2026-03-31,,\np,2,Doesn’t  recommend,2026-03-31,,\np,3,FIVE,2026-03-31,,\n`,
    )
    const words = { recommends: 1, "doesn't recommend": 0 }
    const changes = await read({ settings: { scaleMin: 0, scaleMax: 1, words } })
    expect(records(changes).map(({ rating }) => rating)).toEqual([1, 0])
    expect(reasons(changes)).toEqual([
      'line 4: rating "FIVE" is a word: say in settings.reviews.words which rating it stands for, such as words: { "FIVE": 1 }',
    ])
  })

  test('may write ratings out of the highest one, and as stars', async () => {
    await save(
      'reviews.csv',
      `${header}\np,1,4/5,2026-03-31,,\np,2,3.5 out of 5,2026-03-31,,\np,3,★★☆☆☆,2026-03-31,,\np,4,8/10,2026-03-31,,\n`,
    )
    const changes = await read({ settings: fiveStars })
    expect(records(changes).map(({ rating }) => rating)).toEqual([4, 3.5, 2])
    expect(reasons(changes)).toEqual([
      'line 5: rating "8/10" is out of 10, but the scale ends at 5: correct one',
    ])
  })

  test('may write dates in another order, by the clocks of a zone', async () => {
    const rows = (...dates: string[]) => dates.map((date, index) => `p,${index},5,"${date}",,\n`).join('')
    const createdAt = (changes: readonly Change[]) => records(changes).map((record) => record.createdAt)
    await save('reviews.csv', `${header}\n${rows('31.03.2026', '31/03/2026 14:30', '2026-01-31T14:30:00Z')}`)
    const berlin = { ...fiveStars, dates: 'day-first', timezone: 'Europe/Berlin' }
    expect(createdAt(await read({ settings: berlin }))).toEqual([
      '2026-03-30T22:00:00.000Z',
      '2026-03-31T12:30:00.000Z',
      '2026-01-31T14:30:00.000Z',
    ])
    await save('reviews.csv', `${header}\n${rows('3/31/2026, 2:30 PM', '3/31/2026 12:05 am', '31/3/2026')}`)
    const changes = await read({ settings: { ...fiveStars, dates: 'month-first' } })
    expect(createdAt(changes)).toEqual(['2026-03-31T14:30:00.000Z', '2026-03-31T00:05:00.000Z'])
    expect(reasons(changes)).toEqual([expect.stringContaining('is not in the calendar')])
    expect(reasons(await read({ settings: fiveStars }))[0]).toContain(
      'set settings.reviews.dates to day-first or month-first',
    )
  })

  test.each(['+01:00', 'Europe/Berln'])(
    'has no dates by the clocks of "%s", which is no zone',
    (timezone) => {
      const parsed = csv.settings.safeParse({ folder, reviews: { timezone } })
      expect(parsed.error?.issues).toMatchObject([
        { message: 'is no time zone: write an IANA name such as Europe/Berlin' },
      ])
    },
  )

  test('of which a review stands there twice: the later row counts, and the earlier one is told', async () => {
    await save(
      'reviews.csv',
      `${header}\np,1,5,2026-03-31,first,\nq,1,4,2026-03-31,elsewhere,\np,1,2,2026-03-31,second,\n`,
    )
    const changes = await read({ settings: fiveStars })
    expect(records(changes).map(({ id, text }) => [id, text])).toEqual([
      ['p/1', 'first'],
      ['q/1', 'elsewhere'],
      ['p/1', 'second'],
    ])
    expect(reasons(changes)).toEqual([
      'line 2: line 4 is the same record and counts instead: take one of them out, or let review_id tell them apart',
    ])
  })

  test('keeps what a text says as it is: HTML, formulas, any script, and 30,000 characters', async () => {
    const texts = [
      '<b onclick="x()">Good</b> &amp; cheap',
      '=HYPERLINK("http://x")',
      'שירות מצוין 👍🏽 مرحبا',
      'ö'.repeat(30_000),
    ]
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
    await save(
      'reviews.csv',
      `${header}\n${texts.map((text, index) => `p,${index},5,2026-03-31,${cell(text)},\n`).join('')}`,
    )
    expect(records(await read({ settings: fiveStars })).map(({ text }) => text)).toEqual(texts)
  })

  test('sets aside what cannot be read, with its line, the reason and what to do', async () => {
    await save(
      'reviews.csv',
      Buffer.concat([
        Buffer.from(
          `${header}\np,1,6,2026-03-31,x,\np,2,,2026-03-31,,\np,3,5,yesterday,x,\n,4,5,2026-03-31,x,\np,,5,2026-03-31,x,\n`,
        ),
        Buffer.from('p,6,5,2026-03-31,sch\u00f6n,\n', 'latin1'),
        Buffer.from('p,7,"4,5",2026-03-31,x,\np,8,,2026-03-31,only words,\np,9,3,2026-03-31,,\n'),
      ]),
    )
    const changes = await read({ settings: fiveStars })
    expect(reasons(changes)).toEqual([
      expect.stringMatching(/^line 2: rating 6 is not on its scale from 1 to 5: correct/),
      'line 3: the row has neither a rating nor a text: fill one, or take the row out',
      expect.stringMatching(/^line 4: created_at "yesterday" is not a date: write it as/),
      expect.stringMatching(/^line 5: place_id is empty: fill it, or name the place of all reviews/),
      expect.stringMatching(/^line 6: review_id is empty/),
      expect.stringMatching(/^line 7: the row holds "�", so it is not UTF-8/),
      expect.stringMatching(/^line 8: rating "4,5" has a comma/),
    ])
    expect(records(changes).map(({ rating, text }) => [rating, text])).toEqual([
      [null, 'only words'],
      [3, null],
    ])
  })

  test('in UTF-16, as some app stores export it, says how to save it', async () => {
    await save('reviews.csv', Buffer.from(`\ufeff${header}\n`, 'utf16le'))
    await expect(read({ settings: fiveStars })).rejects.toThrow('save it as UTF-8')
  })

  test('does not name authors who asked not to be named', async () => {
    await save(
      'reviews.csv',
      'place_id,review_id,rating,scale_min,scale_max,created_at,author,anonymous\np,1,5,1,5,2026-03-31,Ann,yes\n',
    )
    expect(records(await read())).toMatchObject([{ author: null, anonymous: true }])
  })

  test('names languages by tags or by words', async () => {
    await save(
      'reviews.csv',
      'place_id,review_id,rating,scale_min,scale_max,created_at,language\n' +
        ['pt_BR', 'English', 'Deutsch', 'Klingonish']
          .map((language, index) => `p,${index},5,1,5,2026-03-31,${language}\n`)
          .join(''),
    )
    const changes = await read()
    expect(records(changes).map(({ language }) => language)).toEqual(['pt-BR', 'en', 'de'])
    expect(reasons(changes)).toEqual([
      'line 5: language "Klingonish" is not a language: write its tag, such as en or pt-BR',
    ])
  })
})

describe('a review without an id', () => {
  const withoutId = 'place_id,rating,created_at,text,author'
  const ids = async (...rows: string[]) => {
    await save('reviews.csv', `${withoutId}\n${rows.map((row) => `${row}\n`).join('')}`)
    return records(await read({ settings: fiveStars })).map(({ id }) => String(id))
  }
  const reasonsOf = async (...rows: string[]) => {
    await ids(...rows)
    return reasons(await read({ settings: fiveStars }))
  }

  test('keeps the id that its author and moment give it, when its text, rating or row changes', async () => {
    const [first] = await ids('p,5,2026-03-31T10:00:00Z,Good,Ann', 'p,5,2026-03-31T10:00:00Z,Good,Ben')
    const [, edited] = await ids(
      'p,5,2026-03-31T10:00:00Z,Good,Ben',
      'p,1,2026-03-31T10:00:00Z,"Bad, after all",Ann',
    )
    expect(edited).toBe(first)
    expect(first).toMatch(/^p\/[\w-]{22}$/)
  })

  test('whose author has no name is told apart by its words', async () => {
    const found = await ids(
      'p,5,2026-03-31,Good,A Google User',
      'p,5,2026-03-31,Bad,A Google User',
      'p,5,2026-03-31,Bad,',
    )
    expect(new Set(found).size).toBe(3)
  })

  const fiveRows = [
    'p,5,2026-03-31,,',
    'p,5,2026-03-31,,A Google User',
    'p,4,2026-03-31,,',
    'q,5,2026-03-31,,',
    'p,5,2026-03-31,Good,',
  ]

  test('and that has neither author nor text is none the less one of its own: ratings of one day are all kept', async () => {
    const found = await ids(...fiveRows)
    expect(new Set(found).size).toBe(5)
    expect(await reasonsOf(...fiveRows)).toEqual([])
  })

  test('keeps its id when the file is read again, and when rows of other content come before it', async () => {
    const found = await ids(...fiveRows)
    expect(await ids(...fiveRows)).toEqual(found)
    const grown = await ids('p,1,2026-03-31,,', 'p,5,2026-03-30,,', ...fiveRows.toReversed())
    expect(grown.slice(2).sort()).toEqual(found.toSorted())
  })

  test('of a named author with two different ones on a day is not lost; the very same row twice is one', async () => {
    const rows = ['p,5,2026-03-31,Good,Ann', 'p,1,2026-03-31,Bad,Ann', 'p,5,2026-03-31,Good,Ann']
    const found = await ids(...rows)
    expect(new Set(found).size).toBe(2)
    expect(found[2]).toBe(found[0])
    expect(await reasonsOf(...rows)).toEqual([
      expect.stringMatching(/^line 2: line 4 is the same record and counts instead/),
    ])
  })

  test('has an id that no other review of its file has, unless the same author says the same at the same moment', async () => {
    const row = fc.record({
      place: fc.constantFrom('p', 'q'),
      rating: fc.constantFrom('', '1', '5'),
      day: fc.constantFrom('2026-03-30', '2026-03-31'),
      text: fc.constantFrom('', 'Good', 'Bad'),
      author: fc.constantFrom('', 'Ann', 'A Google User'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (given) => {
        const rows = given.filter(({ rating, text }) => rating !== '' || text !== '')
        const lines = rows.map((one) => [one.place, one.rating, one.day, one.text, one.author].join(','))
        const isNamed = (index: number): boolean => rows[index]?.author === 'Ann'
        const kept = lines.filter((line, index) => !isNamed(index) || lines.indexOf(line) === index)
        expect(new Set(await ids(...lines)).size).toBe(kept.length)
      }),
      { numRuns: 40 },
    )
  })
})

describe('places', () => {
  test('are those that reviews are about, each once, where there is no table of them', async () => {
    await save(
      'reviews.csv',
      'place_id,place_name,review_id,rating,created_at\np,Café,1,bad,2026-03-31\nq,Bar,2,5,2026-03-31\np,Café,3,5,2026-03-31\n',
    )
    const changes = await read({ entity: 'place', settings: fiveStars })
    expect(records(changes)).toEqual([
      { id: 'p', name: 'Café' },
      { id: 'q', name: 'Bar' },
    ])
    expect(reasons(changes)).toEqual([])
  })

  test('of a table have what it tells of them', async () => {
    await save('reviews.csv', `${header}\np,1,5,2026-03-31,,\n`)
    await save('places.csv', 'place_id,name,domain,company_id\np,Café,Cafe.Example,7\n')
    expect(records(await read({ entity: 'place', settings: fiveStars }))).toMatchObject([
      { id: 'p', name: 'Café', domain: 'cafe.example', companies: [{ id: '7', primary: true }] },
    ])
  })
})

describe('places of a file whose columns have other names', () => {
  const ofReview: FieldSelection = { ...noSelection, mapping: { place: 'Venue', source: 'Site', id: 'No' } }
  const others = (entity: string) => (entity === 'review' ? ofReview : noSelection)
  const rows = 'Site,Venue,No,rating,created_at\ng2,Café,1,5,2026-03-31\ng2,Bar,2,5,2026-03-31\n'

  test('are found by the mapping of the reviews', async () => {
    await save('reviews.csv', rows)
    expect(records(await read({ entity: 'place', settings: fiveStars, others })).map(({ id }) => id)).toEqual(
      ['g2/Café', 'g2/Bar'],
    )
  })

  test('stand in a table of places under the names that it has, whatever is mapped for reviews', async () => {
    await save('reviews.csv', rows)
    await save('places.csv', 'place_id,source,name\nCafé,g2,The café\n')
    expect(records(await read({ entity: 'place', settings: fiveStars, others }))).toMatchObject([
      { id: 'g2/Café', name: 'The café' },
    ])
    expect((await check(fiveStars, others)).filter(({ ok }) => !ok)).toEqual([])
  })

  test('are read again when the mapping of the reviews changes', async () => {
    await save('reviews.csv', rows)
    const stateOf = (changes: readonly Change[]) => changes.at(-1)
    const first = await read({ entity: 'place', settings: fiveStars, others })
    const second = await read({ entity: 'place', settings: { ...fiveStars, place: 'x' } })
    expect(stateOf(second)).not.toEqual(stateOf(first))
  })
})

describe('the check of a file of reviews', () => {
  test('reads a sample and names what would be set aside', async () => {
    await save('reviews.csv', `${header}\np,1,5,2026-03-31,x,\np,2,9,2026-03-31,x,\np,3,8,2026-03-31,x,\n`)
    const line = (await check(fiveStars)).find(({ name }) => name === 'reviews: a sample read')
    expect(line).toMatchObject({
      ok: false,
      detail: expect.stringMatching(
        /^of 3 rows 2 would be set aside: line 3: rating 9 is not on its scale.*; line 4: /,
      ),
    })
  })

  test('tells nothing of what stands in a cell, however long, whichever row it is in', async () => {
    const rows = [
      `p,1,ann@acme.example,2026-03-31,x,`,
      `p,2,5,${'Private words. '.repeat(2_000)},x,`,
      `p,3,"+358 40 123 4567",2026-03-31,x,`,
      `p,4,Splendid,2026-03-31,x,`,
    ]
    await save('reviews.csv', `${header}\n${rows.join('\n')}\n`)
    const told = (await check(fiveStars)).filter(({ ok }) => !ok).map(({ detail }) => detail)
    expect(told).toHaveLength(2)
    expect(told.join(' ')).toMatch(
      /line 2: rating "xxx@xxxx\.xxxxxxx" is a word.*line 3: created_at "xxxxxxx xxxxx\. xxx[^"]*…"/,
    )
    expect(told.join(' ')).not.toMatch(/ann|acme|Private|358|4567|Splendid/)
    expect(Math.max(...told.map((detail) => detail.length))).toBeLessThan(1_200)
  })

  test('passes where all of the sample can be read', async () => {
    await save('reviews.csv', `${header}\np,1,5,2026-03-31,x,\n`)
    expect((await check(fiveStars)).filter(({ ok }) => !ok)).toEqual([])
  })
})

test('a connection of files is of the class that its settings say', () => {
  const classOf = (given: object) => csv.retentionOf?.(csv.settings.parse({ folder, ...given }))
  expect(classOf({})).toBe('full')
  expect(classOf({ retention: 'revocable' })).toBe('revocable')
})
