import { CellError, readList } from '../cells.ts'
import { defineFilesStream } from '../checkpointed-files.ts'
import type { Columns } from '../columns.ts'
import { changesOfLine, type EventConversion } from '../events/event-stream.ts'
import { readEvents } from '../events/read-events.ts'
import { defineFile, readRecords } from '../file-stream.ts'
import { findFiles } from '../source-file.ts'

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

/**
 * People. Without a table of them, those who a file of events says asked are known by their ids alone: tickets of one customer
 * belong together then too.
 */
export const contacts = defineFilesStream<'contact'>({
  entity: 'contact',
  mappable: contactColumns,
  find: async (settings) => {
    const table = await findFiles(settings, 'contacts')
    return table.contacts === undefined ? findFiles(settings, 'ticketEvents') : table
  },
  async *rows({ ctx, found, fields }) {
    if (found.contacts !== undefined) {
      yield* readRecords(ctx, found.contacts, contactFile, fields)
    }
    if (found.ticketEvents === undefined) return
    for await (const lines of readEvents(ctx, found.ticketEvents, ['created'])) {
      // A bad line is set aside with the tickets.
      for (const line of lines) yield line !== null && 'event' in line ? changesOfLine(line, whoAsked) : []
    }
  },
})

const whoAsked: EventConversion<'contact'> = {
  entity: 'contact',
  types: ['created'],
  convert: (event) =>
    event.type === 'created' && event.customerId !== null ? { id: event.customerId } : null,
}

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
