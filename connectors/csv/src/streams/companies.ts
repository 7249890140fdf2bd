import { CellError, readList } from '../cells.ts'
import type { Columns } from '../columns.ts'
import { defineFile, defineFileStream } from '../file-stream.ts'

/** Column by model field. */
export const companyColumns = {
  id: 'id',
  name: 'name',
  domain: 'domain',
  phone: 'phone',
  country: 'country',
  parent: 'parent_id',
  industry: 'industry',
  owner: 'owner_id',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
  deleted: 'deleted',
} as const
type Field = keyof typeof companyColumns

/** `companies.csv`: one organisation a row. Its id is the column `id`; a file without that column is keyed by web domain. */
export const companyFile = defineFile<'company', Field>({
  entity: 'company',
  kind: 'companies',
  columns: companyColumns,
  require: (columns) => columns.requireOneOf('id', 'domain'),
  startPass: (columns) => (cells) => {
    const text = (field: Field): string | null => columns.optional(cells, field)
    const domains = readList(columns.cell(cells, 'domain')).map((domain) => domain.toLowerCase())
    return {
      record: {
        id: companyId(columns, cells, domains),
        name: text('name'),
        domains,
        phones: readList(columns.cell(cells, 'phone')),
        country: text('country')?.toUpperCase() ?? null,
        parentId: text('parent'),
        industry: text('industry'),
        ownerId: text('owner'),
        createdAt: columns.instant(cells, 'createdAt'),
        modifiedAt: columns.instant(cells, 'modifiedAt'),
      },
      deleted: columns.yesNo(cells, 'deleted'),
    }
  },
})

export const companies = defineFileStream(companyFile)

function companyId(columns: Columns<Field>, cells: readonly string[], domains: readonly string[]): string {
  if (columns.has('id')) return columns.id(cells)
  const [domain] = domains
  if (domain === undefined) {
    throw new CellError(
      `${columns.name('domain')} is empty: without a column "${columns.name('id')}" it is what tells companies apart`,
    )
  }
  return domain
}
