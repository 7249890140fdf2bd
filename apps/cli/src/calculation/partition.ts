import type { Buffer } from 'node:buffer'
import { type FileHandle, open } from 'node:fs/promises'
import { CommandError } from '../command-error.ts'
import { unwritable } from '../unwritable.ts'
import { readChunks } from './byte-chunks.ts'
import { CustomerTable } from './customer-table.ts'
import type { DayOfInstant } from './date-cell.ts'
import { readHeader, type TransactionColumn } from './header.ts'
import { type PurchaseDays, purchaseDays } from './purchase-days.ts'
import type { RowBatch } from './row-batch.ts'
import { splitRow, undouble } from './split-row.ts'
import { TransactionBlocks } from './transaction-blocks.ts'
import { LONGEST_ROW, TransactionParser } from './transaction-parser.ts'

const LF = 0x0a

/** What one worker reads of a file: the customers whose id falls to it. */
export interface PartitionTask {
  readonly path: string
  /** The name of the file, for messages. */
  readonly file: string
  readonly timeZone: string
  readonly today: number
  /** `Infinity` for all rows. */
  readonly asOf: number
  readonly onBadRow: 'stop' | 'skip'
  readonly badRowsFile: string | null
  readonly partition: number
  readonly partitions: number
}

/** What was read. Only the first partition examines bad rows, and counts rows. */
export interface PartitionResult {
  /** The ids as UTF-8 in the order of the customers, each ended by a zero byte. */
  readonly ids: Uint8Array<ArrayBuffer>
  /** The line on which each customer appeared first. */
  readonly firstLines: Uint32Array<ArrayBuffer>
  readonly purchases: PurchaseDays
  readonly duplicates: number
  readonly rows: number
  readonly skipped: number
  readonly afterAsOf: number
  /** Its customers whose rows are all after `asOf`; each partition counts its own. */
  readonly customersAfterAsOf: number
  /** −Infinity where there is no row. */
  readonly lastDay: number
  readonly currency: string | null
}

/**
 * Which of the partitions reads the customers with a hash. Each goes through the whole file and leaves out what is not
 * its own: finding the ends of rows costs little beside the rest, no row can be cut apart, and nothing has to be
 * merged by customer. The first, which examines all rows, gets fewer customers.
 */
function ownership(partition: number, partitions: number): (hash: number) => boolean {
  if (partitions === 1) return () => true
  const share = 256 / (partitions + (partitions - 1) * 0.2)
  const others = (256 - share) / (partitions - 1)
  const low = partition === 0 ? 0 : Math.round(share + others * (partition - 1))
  const high = partition === partitions - 1 ? 256 : Math.round(share + others * partition)
  return (hash) => {
    const place = hash >>> 24
    return place >= low && place < high
  }
}

/** The local day of a moment, or null for UTC. The table of zones is loaded only where it is needed. */
async function dayOfInstant(timeZone: string): Promise<DayOfInstant | null> {
  if (timeZone === 'UTC') return null
  const { localDayOfInstant } = await import('@rapport/metrics')
  return (epochMs) => localDayOfInstant(epochMs, timeZone)
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** Reads one partition of a file of transactions. Throws a CommandError for what stops the reading. */
export async function readPartition(task: PartitionTask): Promise<PartitionResult> {
  const { file, onBadRow, partition, partitions } = task
  const examines = partition === 0
  const table = new CustomerTable()
  const later = new CustomerTable()
  const rows = new TransactionBlocks()
  let badRows = ''
  const take = (batch: RowBatch, bytes: Uint8Array): void => {
    table.number(batch, bytes)
    const { hashes: numbers, days, times, amounts, decimals, count } = batch
    for (let row = 0; row < count; row += 1) {
      rows.add(numbers[row] ?? 0, days[row] ?? 0, times[row] ?? 0, amounts[row] ?? 0, decimals[row] ?? 0)
    }
  }
  const reject = (line: number, reason: string, row: string): void => {
    if (onBadRow === 'stop') throw new CommandError(`${file} line ${line}: ${reason}`)
    if (task.badRowsFile !== null) badRows += `${line},${quoted(reason)},${quoted(row)}\n`
  }
  const zone = await dayOfInstant(task.timeZone)
  const start = (columns: readonly TransactionColumn[], line: number): TransactionParser =>
    new TransactionParser(
      {
        columns,
        file,
        dayOfInstant: zone,
        today: task.today,
        asOf: task.asOf,
        isOwn: ownership(partition, partitions),
        examines,
        take,
        takeLater: (batch, bytes) => later.number(batch, bytes),
        reject,
      },
      line,
    )
  const badRowsFile =
    examines && onBadRow === 'skip' && task.badRowsFile !== null ? await openBadRows(task.badRowsFile) : null
  let parser: TransactionParser | null = null
  try {
    await readChunks(task.path, file, LONGEST_ROW, async (bytes, from, end, isLast) => {
      let at = from
      if (parser === null) {
        const header = headerOf(bytes, from, end, file)
        if (header === null) return from
        parser = start(header.columns, header.lines + 1)
        at = header.next
      }
      const rest = parser.parse(bytes, at, end, isLast)
      if (badRows !== '') {
        await badRowsFile?.writeFile(badRows).catch((cause: Error) => {
          throw new CommandError(`${task.badRowsFile} cannot be written: ${unwritable(cause)}`)
        })
        badRows = ''
      }
      return rest
    })
  } finally {
    await badRowsFile?.close()
  }
  return finish(parser, file, table, later, rows)
}

async function openBadRows(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'w')
    await handle.writeFile('line,reason,row\n')
    return handle
  } catch {
    throw new CommandError(`${path} cannot be written: give another file for the bad rows`)
  }
}

/** The columns, and where the first row starts. Null where the bytes end before the header does. */
function headerOf(
  bytes: Buffer,
  from: number,
  end: number,
  file: string,
): { columns: readonly TransactionColumn[]; next: number; lines: number } | null {
  const mark = bytes.readUInt16BE(from)
  if (end - from >= 2 && (mark === 0xfeff || mark === 0xfffe)) {
    throw new CommandError(`${file} is UTF-16: save it as UTF-8 ("CSV UTF-8" in a spreadsheet)`)
  }
  const hasMark = end - from >= 3 && mark === 0xefbb && bytes[from + 2] === 0xbf
  const start = hasMark ? from + 3 : from
  const lastLineEnd = bytes.lastIndexOf(LF, end - 1)
  const split = lastLineEnd < start ? null : splitRow(bytes, start, lastLineEnd + 1)
  if (split === null) {
    if (end - from < LONGEST_ROW) return null
    throw new CommandError(`${file}: the first line is longer than 1 MB: is this a CSV file?`)
  }
  const lines = bytes.subarray(start, split.next).filter((byte) => byte === LF).length
  if (split.problem !== null) throw new CommandError(`${file} line 1: ${split.problem}`)
  const cells = split.starts.map((cell, column) => {
    const cellEnd = split.ends[column] ?? cell
    return bytes.toString(
      'utf8',
      cell,
      split.doubled.includes(column) ? undouble(bytes, cell, cellEnd) : cellEnd,
    )
  })
  return { columns: readHeader(cells, file), next: split.next, lines }
}

/** Brings the rows in order. */
function finish(
  parser: TransactionParser | null,
  file: string,
  table: CustomerTable,
  later: CustomerTable,
  { blocks }: TransactionBlocks,
): PartitionResult {
  if (parser === null) {
    throw new CommandError(`${file} is empty: the first line must be customer_id,date,amount`)
  }
  const customersAfterAsOf = later.countOutside(table)
  const { ids, firstLines } = table.finish()
  const { rows, skipped, afterAsOf, lastDay, currency } = parser
  return {
    ids,
    firstLines,
    ...purchaseDays(blocks, table.count),
    rows,
    skipped,
    afterAsOf,
    customersAfterAsOf,
    lastDay,
    currency,
  }
}
