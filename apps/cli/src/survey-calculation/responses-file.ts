import path from 'node:path'
import type { SurveyAnswer } from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { checkHeader } from '../value-calculation/table-file.ts'
import { readCsvRows } from './csv-rows.ts'
import { OPTIONAL_COLUMNS, RESPONSE_COLUMNS, responseOf } from './response-row.ts'

/** A row that is not counted. */
export interface SetAsideRow {
  readonly line: number
  readonly reason: string
}

/** A file of responses. */
export interface Responses {
  /** The file's name, for messages. */
  readonly name: string
  /** Rows below the header, those set aside included. */
  readonly rows: number
  readonly answers: readonly SurveyAnswer[]
  readonly setAside: readonly SetAsideRow[]
}

/**
 * Reads a file of responses: `customer_id,kind,score,scale_min,scale_max,direction,at,delivered` and, optionally, `wave` and
 * `question`. A row that cannot be counted is set aside with its line and the reason. `tomorrow` is the first moment that has
 * not come, ms since 1970. Throws a CommandError where the file or its header cannot be read, or no row is good.
 */
export async function readResponses(file: string, tomorrow: number): Promise<Responses> {
  const name = path.basename(file)
  const columns = { required: RESPONSE_COLUMNS, optional: OPTIONAL_COLUMNS }
  const answers: SurveyAnswer[] = []
  const setAside: SetAsideRow[] = []
  let header: readonly string[] | null = null
  let rows = 0
  const bad = (line: number, reason: string): void => {
    if (header === null) throw new CommandError(`${name} line ${line}: ${reason}`)
    rows += 1
    setAside.push({ line, reason })
  }
  const row = (cells: readonly string[], line: number): void => {
    if (header === null) {
      header = cells.map((cell, column) => (column === 0 ? cell.replace(/^\uFEFF/, '') : cell))
      checkHeader(name, header, columns)
      return
    }
    if (cells.length !== header.length) {
      bad(
        line,
        `the row has ${cells.length} cells and the header ${header.length}: a cell with a comma needs quotes`,
      )
      return
    }
    const read = responseOf(Object.fromEntries(header.map((column, i) => [column, cells[i] ?? ''])), tomorrow)
    if ('reason' in read) {
      bad(line, read.reason)
      return
    }
    rows += 1
    answers.push(read.answer)
  }
  await readCsvRows(file, name, { row, bad })
  if (header === null) {
    throw new CommandError(`${name} is empty: its first line must be ${RESPONSE_COLUMNS.join(',')}`)
  }
  if (rows === 0) throw new CommandError(`${name} has a header and no rows: nothing to calculate with`)
  const [first] = setAside
  if (answers.length === 0 && first !== undefined) {
    throw new CommandError(
      `${name}: all rows are bad (${rows}): nothing is left to calculate with; line ${first.line}: ${first.reason}`,
    )
  }
  return { name, rows, answers, setAside }
}
