import { z } from 'zod'

/** The kinds of file that are read, and the name each has in a folder. */
export const fileNames = {
  contacts: 'contacts.csv',
  companies: 'companies.csv',
  transactions: 'transactions.csv',
  tickets: 'tickets.csv',
  surveys: 'surveys.csv',
  ticketEvents: 'ticket-events.jsonl',
} as const
export type FileKind = keyof typeof fileNames

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

const path = z.string().min(1).optional()

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
        ticketEvents: path.describe('Events of tickets, one JSON object on each line'),
      })
      .optional()
      .describe('Paths of single files, in place of the names in the folder'),
    delimiter: z
      .enum(delimiters)
      .optional()
      .describe('What stands between two cells; left out, it is found in the first line'),
  })
  .refine(({ folder, files }) => folder !== undefined || Object.keys(files ?? {}).length > 0, {
    message: `name a folder, or files with at least one of ${Object.keys(fileNames).join(', ')}`,
  })
export type Settings = z.infer<typeof settings>
