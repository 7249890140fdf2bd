import { parse } from 'csv-parse/sync'
import { SalesforceError } from '../errors.ts'
import { type FieldType, isNumeric } from '../field-definition.ts'
import type { QueryPlan } from '../soql/plan.ts'
import { toCsv } from '../values.ts'

const DAY_MS = 86_400_000

/**
 * Rows of a query as Bulk results show them: every cell in quotes, a header line first. The day part of the last
 * moment is kept, because rows near each other often share it and writing a million moments is what costs most.
 */
export function resultCsv(
  plan: QueryPlan,
  rows: readonly number[],
  delimiter: string,
  lineEnd: string,
): string {
  const { outputs } = plan
  const writers = outputs.map(({ field }) => ({ get: field.get, cell: cellWriter(field.definition.type) }))
  const between = `"${delimiter}"`
  const lines: string[] = [outputs.map(({ path }) => path.join('.')).join(between)]
  const cells: string[] = writers.map(() => '')
  for (const row of rows) {
    writers.forEach(({ get, cell }, at) => {
      cells[at] = cell(get(row))
    })
    lines.push(cells.join(between))
  }
  return `"${lines.join(`"${lineEnd}"`)}"${lineEnd}`
}

function cellWriter(type: FieldType): (value: Parameters<typeof toCsv>[1]) => string {
  if (type === 'datetime' || type === 'date') {
    let day = Number.NaN
    let text = ''
    return (value) => {
      if (typeof value !== 'number') return ''
      const at = Math.floor(value / DAY_MS)
      if (at !== day) {
        day = at
        text = new Date(at * DAY_MS).toISOString().slice(0, 10)
      }
      return type === 'date' ? text : `${text}T${timeOfDay(value - at * DAY_MS)}Z`
    }
  }
  if (type === 'id' || type === 'reference') return (value) => (value === null ? '' : String(value))
  if (type === 'boolean' || isNumeric(type)) return (value) => toCsv(type, value)
  return (value) => {
    const text = toCsv(type, value)
    return text.includes('"') ? text.replaceAll('"', '""') : text
  }
}

function timeOfDay(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const two = (value: number): string => (value < 10 ? `0${value}` : String(value))
  const thousandths = String(ms % 1_000).padStart(3, '0')
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${thousandths}`
}

/** A line of an upload. */
export type UploadRow = Record<string, string>

/** An uploaded file: its header and its rows. @throws {SalesforceError} 400 InvalidBatch when it is no such CSV */
export function readUpload(text: string, delimiter: string): { header: string[]; rows: UploadRow[] } {
  let header: string[] = []
  try {
    const rows: UploadRow[] = parse(text, {
      delimiter,
      bom: true,
      columns: (names: string[]) => {
        header = names
        return names
      },
      skip_empty_lines: true,
    })
    return { header, rows }
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : 'no CSV'
    throw new SalesforceError(400, 'InvalidBatch', `Failed to parse CSV: ${said}`)
  }
}

/** A result file of an ingest job. */
export function resultFile(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  delimiter: string,
  lineEnd: string,
): string {
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter) + lineEnd
  return [header, ...rows].map(line).join('')
}
