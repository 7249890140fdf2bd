import { CellError, readList } from '../cells.ts'
import type { Columns } from '../columns.ts'
import { defineFile, defineFileStream } from '../file-stream.ts'

/** Column by model field. */
export const contactColumns = {
  id: 'id',
  name: 'name',
  email: 'email',
  phone: 'phone',
  company: 'company_id',
  owner: 'owner_id',
  lifecycleStage: 'lifecycle_stage',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
  deleted: 'deleted',
} as const
type Field = keyof typeof contactColumns

/** `contacts.csv`: one person a row. Its id is the column `id`; a file without that column is keyed by e-mail address. */
export const contactFile = defineFile<'contact', Field>({
  entity: 'contact',
  kind: 'contacts',
  columns: contactColumns,
  require: (columns) => columns.requireOneOf('id', 'email'),
  startPass: (columns) => (cells) => {
    const text = (field: Field): string | null => columns.optional(cells, field)
    const emails = readList(columns.cell(cells, 'email'))
    const company = text('company')
    return {
      record: {
        id: contactId(columns, cells, emails),
        name: text('name'),
        emails,
        phones: readList(columns.cell(cells, 'phone')),
        companies: company === null ? [] : [{ id: company, primary: true }],
        ownerId: text('owner'),
        lifecycleStage: text('lifecycleStage'),
        createdAt: columns.instant(cells, 'createdAt'),
        modifiedAt: columns.instant(cells, 'modifiedAt'),
      },
      deleted: columns.yesNo(cells, 'deleted'),
    }
  },
})

export const contacts = defineFileStream(contactFile)

function contactId(columns: Columns<Field>, cells: readonly string[], emails: readonly string[]): string {
  if (columns.has('id')) return columns.id(cells)
  const [email] = emails
  if (email === undefined) {
    throw new CellError(
      `${columns.name('email')} is empty: without a column "${columns.name('id')}" it is what tells people apart`,
    )
  }
  return email.toLowerCase()
}
