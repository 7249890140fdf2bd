import { describe, expect, test } from 'vitest'
import { CommandError } from '../command-error.ts'
import { failureOf, lines, valueFiles } from '../value-calculation/testing/value-files.ts'
import { readResponses } from './responses-file.ts'

const header = 'customer_id,kind,score,scale_min,scale_max,direction,at,delivered'
const good = 'ada,nps,9,0,10,higher,2026-03-02,true'
const tomorrow = Date.UTC(2026, 10, 28)

async function readText(text: string) {
  await using files = await valueFiles({ 'responses.csv': text })
  return await readResponses(files.path('responses.csv'), tomorrow)
}

const read = (...rows: readonly string[]) => readText(lines(header, ...rows))

describe('a row', () => {
  test('has person, scale, score, time and whether it was delivered', async () => {
    const { rows, answers, setAside } = await read(good)
    expect({ rows, answers, setAside }).toEqual({
      rows: 1,
      answers: [
        {
          personId: 'ada',
          scale: { kind: 'nps', min: 0, max: 10, direction: 'higher' },
          score: 9,
          at: Date.UTC(2026, 2, 2),
          delivered: true,
          wave: null,
          question: null,
        },
      ],
      setAside: [],
    })
  })

  test('without a score was not answered, and without delivered is not known to have arrived', async () => {
    const { answers } = await read('ada,csat,,1,5,lower,2026-03-02T12:00:00+02:00,')
    expect(answers).toMatchObject([
      { score: null, delivered: null, at: Date.UTC(2026, 2, 2, 10), scale: { direction: 'lower' } },
    ])
  })

  test('takes words in any case, and the usual ways to say them', async () => {
    const { answers } = await read(
      'a,NPS,9,0,10,Higher is better,2026-03-02,YES',
      'b,Ces,,1,5,lower_is_better,2026-03-02 08:30,0',
    )
    expect(answers).toMatchObject([
      { scale: { kind: 'nps', direction: 'higher' }, delivered: true },
      { scale: { kind: 'ces', direction: 'lower' }, delivered: false, at: Date.UTC(2026, 2, 2, 8, 30) },
    ])
  })

  test('can name its wave and its question', async () => {
    const { answers } = await readText(lines(`wave,question,${header}`, `spring,speed,${good}`, `,,${good}`))
    expect(answers.map(({ wave, question }) => [wave, question])).toEqual([
      ['spring', 'speed'],
      [null, null],
    ])
  })

  test.each([
    [
      ',nps,9,0,10,higher,2026-03-02,true',
      'customer_id is missing: write one; an anonymous answer gets an id of its own',
    ],
    ['x,nsp,9,0,10,higher,2026-03-02,true', 'kind "nsp" is not known: write nps, csat, ces, csi'],
    ['x,nps,nine,0,10,higher,2026-03-02,true', 'score "nine" is not a number: write one such as 8 or 4.5'],
    ['x,csat,"4,5",1,5,higher,2026-03-02,true', 'score "4,5" is not a number: write one such as 8 or 4.5'],
    ['x,nps,9,0,,higher,2026-03-02,true', 'scale_max is missing: write a number such as 5'],
    [
      'x,nps,9,0,10,,2026-03-02,true',
      'direction is missing: write higher or lower, whichever end is the good one',
    ],
    [
      'x,nps,9,0,10,up,2026-03-02,true',
      'direction "up" is not known: write higher or lower, whichever end is the good one',
    ],
    [
      'x,nps,9,0,10,higher,2026-02-30,true',
      'at "2026-02-30" is no day or moment of the calendar: write it as 2026-03-31 or 2026-03-31T14:30:00Z',
    ],
    [
      'x,nps,9,0,10,higher,2026-11-28,true',
      'at "2026-11-28" is in the future: correct it, or take the row out',
    ],
    [
      'x,nps,9,0,10,higher,2026-03-02,maybe',
      'delivered "maybe" is not known: write true or false, or leave it empty where it is not known',
    ],
    [
      'x,nps,9,0,10,higher,2026-03-02,false',
      'the score 9 stands on a survey that was not delivered: correct one of the two',
    ],
    [
      'x,nps,11,0,10,higher,2026-03-02,true',
      'the score 11 is not on its scale from 0 to 10: correct the score or the scale',
    ],
    [
      'x,nps,9,0,10,higher,2026-03-02',
      'the row has 7 cells and the header 8: a cell with a comma needs quotes',
    ],
    [
      'x,nps,9,0,10,higher,2026-03-02,"true" ',
      'a quote stands inside a cell: put the whole cell in quotes, and double each quote inside it',
    ],
  ])('%s is set aside with its line and the reason, and stops nothing', async (row, reason) => {
    const { rows, answers, setAside } = await read(good, row, good)
    expect(setAside).toEqual([{ line: 3, reason }])
    expect({ rows, good: answers.length }).toEqual({ rows: 3, good: 2 })
  })
})

describe('a file that cannot be read', () => {
  const refusal = async (text: string) => {
    const error = await failureOf(readText(text))
    expect(error).toBeInstanceOf(CommandError)
    return error?.message
  }

  test('has unknown columns, which are named', async () => {
    expect(await refusal(lines(`${header},team,mood`, `${good},x,y`))).toBe(
      'responses.csv has unknown columns: team, mood; the columns are customer_id, kind, score, scale_min, scale_max, direction, at, delivered, wave, question',
    )
  })

  test('lacks columns, which are named', async () => {
    expect(await refusal(lines('customer_id,kind,score', 'a,nps,9'))).toBe(
      'responses.csv has no column "scale_min", "scale_max", "direction", "at", "delivered"; its columns are customer_id, kind, score',
    )
  })

  test('is empty, or has no rows, or bad ones only', async () => {
    expect(await refusal('')).toBe(`responses.csv is empty: its first line must be ${header}`)
    expect(await refusal(lines(header))).toBe(
      'responses.csv has a header and no rows: nothing to calculate with',
    )
    expect(await refusal(lines(header, good.replace('nps', 'x')))).toMatch(
      /^responses\.csv: all rows are bad \(1\): nothing is left to calculate with; line 2: kind "x"/,
    )
  })

  test('is not there', async () => {
    const error = await failureOf(readResponses('/nowhere/responses.csv', tomorrow))
    expect(error?.message).toBe('responses.csv cannot be read: there is no such file')
  })
})

test('a byte-order mark and another order of the columns change nothing', async () => {
  const turned = '\uFEFFat,delivered,direction,scale_max,scale_min,score,kind,customer_id'
  const { answers } = await readText(lines(turned, '2026-03-02,true,higher,10,0,9,nps,ada'))
  expect(answers).toEqual((await read(good)).answers)
})
