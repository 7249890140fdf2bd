import { z } from 'zod'

/** The kinds of file that are read, and the name each has in a folder. */
export const fileNames = {
  contacts: 'contacts.csv',
  companies: 'companies.csv',
  transactions: 'transactions.csv',
} as const
export type FileKind = keyof typeof fileNames

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** Where the files are. */
export const settings = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A folder with contacts.csv, companies.csv and transactions.csv; those that are not there are not read',
      ),
    files: z
      .strictObject({
        contacts: z.string().min(1).optional(),
        companies: z.string().min(1).optional(),
        transactions: z.string().min(1).optional(),
      })
      .optional()
      .describe('Paths of single files, in place of the names in the folder'),
    delimiter: z
      .enum(delimiters)
      .optional()
      .describe('What stands between two cells; left out, it is found in the first line'),
  })
  .refine(({ folder, files }) => folder !== undefined || Object.keys(files ?? {}).length > 0, {
    message: 'name a folder, or files with at least one of contacts, companies and transactions',
  })
export type Settings = z.infer<typeof settings>
