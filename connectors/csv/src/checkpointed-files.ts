import { createHash } from 'node:crypto'
import {
  type AnyStream,
  type ConnectorContext,
  type Delete,
  defineStream,
  type FieldSelection,
  type Merge,
  type Reject,
  type Upsert,
} from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { z } from 'zod'
import type { FileKind, Settings } from './settings.ts'
import type { SourceFile } from './source-file.ts'

/** What one row or line of a file comes to: mostly one change, often none. */
export type RowChanges<E extends EntityName> = readonly (Upsert<E> | Delete | Merge | Reject)[]

/** The files of a stream, those that are there. */
export type FoundFiles = Partial<Readonly<Record<FileKind, SourceFile>>>

export interface FilesReading {
  readonly ctx: ConnectorContext<Settings>
  readonly found: FoundFiles
  readonly fields: FieldSelection
}

/** A stream as it is read from one or more files. */
export interface FilesStream<E extends EntityName> {
  readonly entity: E
  readonly mappable?: Readonly<Record<string, string | null>>
  /** What else of the settings decides what the rows come to. */
  understoodBy?(settings: Settings): unknown
  /** Which columns it reads of these files, where that is not what is mapped for its entity. */
  selection?(own: FieldSelection, found: FoundFiles): FieldSelection
  /** The files that it reads now. */
  find(settings: Settings): Promise<FoundFiles>
  /** What every row of every one of these files comes to, from the first, so that it may count. */
  rows(reading: FilesReading): AsyncIterable<RowChanges<E>>
}

/** Changes between two checkpoints. */
export const rowsPerCheckpoint = 1000

const state = z.object({
  /** Of the files and of the way they were read; a difference means: read them again from the start. */
  fingerprint: z.string(),
  /** Rows that are done, headers not counted. */
  rows: z.number().int().nonnegative(),
  /** The last row was reached. */
  finished: z.boolean(),
})
type State = z.infer<typeof state>

/**
 * A stream of files. Unchanged files are not read again; where one changed, they are read from their start, whatever had been
 * read of them, and unchanged rows then change nothing in the store.
 *
 * A row that is no longer in its file is left as it was: the last state knows how far the file was read, not which ids were
 * in it, and a file that is cut short, or is being written, must not delete customers. A row that says so deletes.
 */
export function defineFilesStream<E extends EntityName>(stream: FilesStream<E>): AnyStream<Settings> {
  return defineStream<E, State, Settings>({
    entity: stream.entity,
    state,
    overlapMs: 0,
    ...(stream.mappable === undefined ? {} : { mappable: stream.mappable }),
    async *read(ctx, since, own) {
      const found = await stream.find(ctx.settings)
      const fields = stream.selection?.(own, found) ?? own
      const files = Object.values(found)
      if (files.length === 0) return
      const further = stream.understoodBy === undefined ? [] : [stream.understoodBy(ctx.settings)]
      const versions = files.map((file) => file.fingerprint).join('+')
      const fingerprint = `${versions}-${digest([ctx.settings.delimiter, fields, ...further])}`
      const same = since !== null && since.fingerprint === fingerprint
      if (same && since.finished) return
      const done = same ? since.rows : 0
      if (since !== null && !same) {
        yield { type: 'checkpoint', state: { fingerprint, rows: 0, finished: false }, startsOver: true }
      }
      let [rows, changes] = [0, 0]
      for await (const row of stream.rows({ ctx, found, fields })) {
        rows += 1
        if (rows <= done) continue
        yield* row
        changes += row.length
        if (changes < rowsPerCheckpoint) continue
        changes = 0
        yield { type: 'checkpoint', state: { fingerprint, rows, finished: false } }
      }
      yield { type: 'checkpoint', state: { fingerprint, rows, finished: true } }
    },
  })
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 8)
}
