import { Buffer } from 'node:buffer'
import { SURVEY_KINDS, type SurveyAnswer, surveyProblem } from '@rapport/metrics'
import { z } from 'zod'
import { quoteCell } from '../calculation/bad-row.ts'
import { DateCell, NO_TIME } from '../calculation/date-cell.ts'

const MS_PER_DAY = 86_400_000

/** The columns that a file of responses must have, in any order. */
export const RESPONSE_COLUMNS = [
  'customer_id',
  'kind',
  'score',
  'scale_min',
  'scale_max',
  'direction',
  'at',
  'delivered',
] as const

/** Those that it may have. */
export const OPTIONAL_COLUMNS = ['wave', 'question'] as const

const NUMBER = /^-?\d+(\.\d+)?$/

const DIRECTIONS: Readonly<Record<string, 'higher' | 'lower'>> = {
  higher: 'higher',
  higherisbetter: 'higher',
  lower: 'lower',
  lowerisbetter: 'lower',
}

const DELIVERED: Readonly<Record<string, boolean | null>> = {
  '': null,
  true: true,
  yes: true,
  1: true,
  false: false,
  no: false,
  0: false,
}

const number = (column: string) =>
  z
    .string()
    .regex(NUMBER, {
      error: ({ input }) =>
        input === ''
          ? `${column} is missing: write a number such as 5`
          : `${column} ${quoteCell(String(input))} is not a number: write one such as 8 or 4.5`,
    })
    .transform(Number)

/** One of the keys of a table, whatever the case and the marks between words. */
const keyOf = <Value>(column: string, values: Readonly<Record<string, Value>>, advice: string) =>
  z.string().transform((text, context): Value => {
    const key = text.toLowerCase().replace(/[\s_-]/g, '')
    const value = Object.hasOwn(values, key) ? values[key] : undefined
    if (value !== undefined) return value
    const what = text === '' ? 'is missing' : `${quoteCell(text)} is not known`
    context.addIssue({ code: 'custom', message: `${column} ${what}: ${advice}` })
    return z.NEVER
  })

const date = new DateCell(null)

/** ISO 8601; a day is its first moment, and a time without an offset is UTC, as in the other files. */
const moment = z.string().transform((text, context): number => {
  const bytes = Buffer.from(text)
  if (date.read(bytes, 0, bytes.length))
    return date.day * MS_PER_DAY + (date.time === NO_TIME ? 0 : date.time)
  const what = text === '' ? 'is missing' : `${quoteCell(text)} is no day or moment of the calendar`
  context.addIssue({
    code: 'custom',
    message: `at ${what}: write it as 2026-03-31 or 2026-03-31T14:30:00Z`,
  })
  return z.NEVER
})

const orNull = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text === '' ? null : text))

const responseRow = z
  .object({
    customer_id: z
      .string()
      .min(1, 'customer_id is missing: write one; an anonymous answer gets an id of its own'),
    kind: keyOf(
      'kind',
      Object.fromEntries(SURVEY_KINDS.map((kind) => [kind, kind])),
      `write ${SURVEY_KINDS.join(', ')}`,
    ),
    score: z.union([z.literal('').transform(() => null), number('score')]),
    scale_min: number('scale_min'),
    scale_max: number('scale_max'),
    direction: keyOf('direction', DIRECTIONS, 'write higher or lower, whichever end is the good one'),
    at: moment,
    delivered: keyOf('delivered', DELIVERED, 'write true or false, or leave it empty where it is not known'),
    wave: orNull,
    question: orNull,
  })
  .transform(
    ({ customer_id, kind, scale_min, scale_max, direction, ...rest }): SurveyAnswer => ({
      personId: customer_id,
      scale: { kind, min: scale_min, max: scale_max, direction },
      ...rest,
    }),
  )

/** What a row says; or why it is set aside, and what to do. `today` is the first moment of tomorrow: later is too late. */
export function responseOf(
  cells: Readonly<Record<string, string>>,
  tomorrow: number,
): { readonly answer: SurveyAnswer } | { readonly reason: string } {
  const read = responseRow.safeParse(cells)
  if (!read.success) return { reason: reasonOf(read.error) }
  const answer = read.data
  if (answer.at >= tomorrow) {
    return { reason: `at ${quoteCell(cells.at ?? '')} is in the future: correct it, or take the row out` }
  }
  const problem = surveyProblem(answer)
  return problem === null ? { answer } : { reason: problem }
}

/** The first thing that is wrong; of a score that is no number, what the number should be like. */
function reasonOf({ issues }: z.ZodError): string {
  const [issue] = issues
  if (issue?.code === 'invalid_union') return issue.errors.at(-1)?.[0]?.message ?? issue.message
  return issue?.message ?? 'the row cannot be read'
}
