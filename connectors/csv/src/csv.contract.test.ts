import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noCredentials } from '@rapport/connector'
import { describeStreamContract, type ExpectedFields, type StreamStandIn } from '@rapport/contract-kit'
import type { EntityName } from '@rapport/model'
import { rowsPerCheckpoint } from './checkpointed-files.ts'
import { csv } from './index.ts'
import { type FileKind, fileNames } from './settings.ts'

type Row = Readonly<Record<string, string>>

/** A folder with one file, written anew after each change, as an export job does. */
async function startFolder(
  kind: FileKind,
  /** The field of the model that holds the name. */
  field: string,
  makeRow: (id: string, name: string) => Row,
  /** How the source's record of a row is known. */
  recordId: (id: string) => string,
): Promise<StreamStandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-csv-'))
  const rows = new Map<string, { name: string; deleted: boolean }>()
  let unknown = false

  const save = async (): Promise<void> => {
    const header = [...Object.keys(makeRow('0', '')), 'deleted', ...(unknown ? ['something_new'] : [])]
    const lines = [...rows].map(([id, { name, deleted }]) => [
      ...Object.values(makeRow(id.slice(recordId('').length), name)).map(
        (cell) => `"${cell.replaceAll('"', '""')}"`,
      ),
      deleted ? 'yes' : '',
      ...(unknown ? ['?'] : []),
    ])
    await writeFile(join(folder, fileNames[kind]), [header, ...lines].map((cells) => `${cells}\n`).join(''))
  }
  const edit = async (id: string, change: Partial<{ name: string; deleted: boolean }>): Promise<void> => {
    rows.set(id, { name: '', deleted: false, ...rows.get(id), ...change })
    await save()
  }

  await save()
  return {
    settings: () => ({ folder }),
    credentials: () => noCredentials,
    secrets: [],
    pageSize: rowsPerCheckpoint,
    populate: async (count) => {
      const ids = Array.from({ length: count }, (_, index) => recordId(String(rows.size + index + 1)))
      for (const id of ids) rows.set(id, { name: `Name "${id}"`, deleted: false })
      await save()
      return ids
    },
    modify: async (ids) => {
      for (const id of ids) await edit(id, { name: `${rows.get(id)?.name}, changed` })
    },
    holds: async () => {
      const living = [...rows].filter(([, { deleted }]) => !deleted)
      return new Map(living.map(([id, { name }]): [string, ExpectedFields] => [id, { [field]: name }]))
    },
    archive: (id) => edit(id, { deleted: true }),
    restore: (id) => edit(id, { deleted: false }),
    addUnknownField: async () => {
      unknown = true
      await save()
    },
    close: () => rm(folder, { recursive: true }),
  }
}

const rowMakers: readonly (readonly [EntityName, FileKind, string, (id: string, name: string) => Row])[] = [
  ['contact', 'contacts', 'name', (id, name) => ({ id, name, email: `p${id}@example.com` })],
  ['company', 'companies', 'name', (id, name) => ({ id, name, domain: `c${id}.example` })],
  [
    'deal',
    'transactions',
    'name',
    (id, name) => ({ id, name, customer_id: '7', date: '2024-03-31', amount: `${id}.50`, currency: 'EUR' }),
  ],
  ['ticket', 'tickets', 'subject', (id, subject) => ({ id, subject, created_at: '2024-03-31' })],
  [
    'surveyResponse',
    'surveys',
    'comment',
    (id, comment) => ({
      ...{ id, comment, customer_id: '7', kind: 'nps', score: '9', scale_min: '0', scale_max: '10' },
      ...{ direction: 'higher', at: '2024-03-31', delivered: 'yes' },
    }),
  ],
  ['place', 'places', 'name', (id, name) => ({ place_id: id, name })],
  [
    'review',
    'reviews',
    'text',
    (id, text) => ({
      ...{ place_id: 'cafe', review_id: id, rating: '4', scale_min: '1', scale_max: '5', text },
      ...{ created_at: '2024-03-31' },
    }),
  ],
]

for (const [stream, kind, field, makeRow] of rowMakers) {
  describeStreamContract(fileNames[kind], {
    connector: csv,
    stream,
    capabilities: ['pages', 'archive', 'restore', 'unknown-field'],
    start: () => startFolder(kind, field, makeRow, (id) => (kind === 'reviews' ? `cafe/${id}` : id)),
  })
}
