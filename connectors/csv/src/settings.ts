import { isTimeZone } from '@rapport/model'
import { z } from 'zod'

/** The kinds of file that are read, and the name each has in a folder. */
export const fileNames = {
  contacts: 'contacts.csv',
  companies: 'companies.csv',
  transactions: 'transactions.csv',
  tickets: 'tickets.csv',
  surveys: 'surveys.csv',
  reviews: 'reviews.csv',
  places: 'places.csv',
  ticketEvents: 'ticket-events.jsonl',
} as const
export type FileKind = keyof typeof fileNames

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

const path = z.string().min(1).optional()

/** How a moment is written: as ISO 8601, or with numbers in another order, whatever stands between them. */
export const dateOrders = ['iso', 'day-first', 'month-first'] as const

/** How the file of reviews is to be understood where its columns do not say. */
export const reviewSettings = z
  .strictObject({
    place: z
      .string()
      .min(1)
      .optional()
      .describe('The place or product that all reviews are about, where no column says it'),
    scaleMin: z.number().optional().describe('The lowest rating that can be given, where no column says it'),
    scaleMax: z.number().optional().describe('The highest rating that can be given, where no column says it'),
    words: z
      .record(z.string().min(1), z.number())
      .default({})
      .describe('What words in place of a rating stand for, such as { FIVE: 5 } or { recommends: 1 }'),
    dates: z
      .enum(dateOrders)
      .default('iso')
      .describe('How dates are written: 2026-03-31, 31.03.2026 (day-first) or 3/31/2026 (month-first)'),
    timezone: z
      .string()
      .refine(isTimeZone, 'is no time zone: write an IANA name such as Europe/Berlin')
      .default('UTC')
      .describe('The zone of days, and of times that are written without one'),
  })
  .refine(({ scaleMin, scaleMax }) => (scaleMin ?? 0) < (scaleMax ?? Number.POSITIVE_INFINITY), {
    message: 'scaleMin must be below scaleMax',
    path: ['scaleMin'],
  })
export type ReviewSettings = z.infer<typeof reviewSettings>

/** Where the files are. */
export const settings = z
  .strictObject({
    folder: path.describe(
      `A folder with ${Object.values(fileNames).slice(0, -1).join(', ')} and ${fileNames.ticketEvents}; those that are not there are not read`,
    ),
    files: z
      .strictObject({
        contacts: path,
        companies: path,
        transactions: path,
        tickets: path,
        surveys: path,
        reviews: path.describe('Reviews from any site'),
        places: path.describe('Places that reviews are about'),
        ticketEvents: path.describe('Events of tickets, one JSON object on each line'),
      })
      .optional()
      .describe('Paths of single files, in place of the names in the folder'),
    delimiter: z
      .enum(delimiters)
      .optional()
      .describe('What stands between two cells; left out, it is found in the first line'),
    reviews: reviewSettings
      .prefault({})
      .describe('How the file of reviews is to be understood where its columns do not say'),
    retention: z
      .enum(['full', 'revocable'])
      .default('full')
      .describe(
        'Under which terms the files came: full, or revocable where all of it must go once access to the source ends',
      ),
  })
  .refine(({ folder, files }) => folder !== undefined || Object.keys(files ?? {}).length > 0, {
    message: `name a folder, or files with at least one of ${Object.keys(fileNames).join(', ')}`,
  })
export type Settings = z.infer<typeof settings>
