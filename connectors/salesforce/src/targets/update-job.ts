import {
  ConnectorError,
  type TakenWrites,
  type TargetField,
  type Write,
  type WriteJob,
  type WriteResult,
} from '@rapport/connector'
import { runUpdateJob } from '../bulk-ingest.ts'
import { CsvFile, type CsvLine, clearing } from '../bulk-ingest-csv.ts'
import type { SalesforceContext } from '../client.ts'
import { fieldName } from '../settings.ts'
import { jobResults } from './job-results.ts'
import { accountFieldOf, type PersonAccounts, readPersonAccounts } from './person-accounts.ts'
import type { RecordUpdate } from './record-update.ts'
import type { TargetObject } from './target-object.ts'
import { type Prepared, prepareUpdates } from './target-updates.ts'

/** What an update job is for. */
export interface UpdateJobSpecification {
  readonly object: TargetObject
  /** The fields that its writes may set. */
  readonly fields: readonly TargetField[]
  /** Bytes that its files may have together. */
  readonly mostBytes: number
}

/** The file of one object, and the ids of its records. */
interface ObjectFile {
  readonly file: CsvFile
  readonly ids: string[]
}

/**
 * Updates of very many records as one ingest job (Bulk API 2.0), held as the bytes of its file. Persons of person accounts are
 * written by their accounts: those take a file, and a job, of their own.
 */
export class UpdateJob implements WriteJob {
  readonly #ctx: SalesforceContext
  readonly #specification: UpdateJobSpecification
  readonly #files = new Map<TargetObject, ObjectFile>()
  /** The record that a write names, by the one that is written for it, where that is another one. */
  readonly #writtenFor = new Map<string, string>()
  #bytes = 0
  #size = 0
  #isFull = false

  constructor(ctx: SalesforceContext, specification: UpdateJobSpecification) {
    this.#ctx = ctx
    this.#specification = specification
  }

  get size(): number {
    return this.#size
  }

  get isFull(): boolean {
    return this.#isFull
  }

  async add(batch: readonly Write[]): Promise<TakenWrites> {
    const { object, fields } = this.#specification
    const prepared = await prepareUpdates(this.#ctx, object, batch, fields)
    const persons = object === 'Contact' ? await readPersonAccounts(this.#ctx) : null
    const unfit: string[] = []
    const added: { readonly file: CsvFile; readonly line: CsvLine }[] = []
    let taken = 0
    for (const { id } of batch) {
      const update = prepared.get(id)
      if (isFit(update)) {
        const target = this.#fileOf(update.object, persons)
        const line = target.file.line((column) => (column === 'Id' ? update.id : update.values[column]))
        if (!this.#hasRoom(line)) break
        added.push({ file: target.file, line })
        this.#note(target, id, update.id, line)
      } else {
        unfit.push(id)
      }
      taken += 1
    }
    for (const [file, lines] of Map.groupBy(added, ({ file }) => file)) {
      file.append(lines.map(({ line }) => line))
    }
    return { taken, unfit }
  }

  async *send(): AsyncGenerator<readonly WriteResult[]> {
    for (const [object, { file, ids }] of this.#files) {
      const job = await runUpdateJob(this.#ctx, object, file)
      file.clear()
      for await (const part of jobResults(this.#ctx, job, { object, ids })) {
        yield part.map((result) => ({ ...result, id: this.#writtenFor.get(result.id) ?? result.id }))
      }
    }
  }

  #fileOf(object: TargetObject, persons: PersonAccounts | null): ObjectFile {
    const known = this.#files.get(object)
    if (known !== undefined) return known
    const names = this.#specification.fields.map(({ name }) => fieldName(this.#ctx.settings, name))
    const columns = object === this.#specification.object ? names : shownOnAccounts(names, persons)
    const made = { file: new CsvFile(['Id', ...columns]), ids: [] }
    this.#files.set(object, made)
    this.#bytes += made.file.header.bytes
    return made
  }

  /** Once a line did not fit, no other is taken, though it were shorter. */
  #hasRoom({ bytes }: CsvLine): boolean {
    this.#isFull ||= this.#size > 0 && this.#bytes + bytes > this.#specification.mostBytes
    return !this.#isFull
  }

  #note({ ids }: ObjectFile, writeId: string, id: string, { bytes }: CsvLine): void {
    ids.push(id)
    if (id !== writeId) this.#writtenFor.set(id, writeId)
    this.#bytes += bytes
    this.#size += 1
  }
}

/** A column that is no field for this user would fail the job as a whole. */
function shownOnAccounts(
  contactFields: readonly string[],
  persons: PersonAccounts | null,
): readonly string[] {
  return contactFields.map(accountFieldOf).filter((name) => persons?.accountFields.has(name) === true)
}

/** What cannot be sent is for `write` to tell. A file has no way to write the text that stands for clearing a field. */
function isFit(prepared: Prepared | undefined): prepared is RecordUpdate {
  if (prepared === undefined || prepared instanceof ConnectorError) return false
  return !Object.values(prepared.values).includes(clearing)
}
