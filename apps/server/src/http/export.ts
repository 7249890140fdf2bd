import { spreadsheetText } from '@rapport/model'
import type { Context } from 'hono'
import { z } from 'zod'
import type { ApiEnv } from './api-env.ts'

/** As what a list is exported. */
export const exportFormat = z.enum(['csv', 'json']).default('csv')
export type ExportFormat = z.output<typeof exportFormat>

const exportTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
}

type Cell = string | number | boolean | null

/** A column of an export: its name, and its cell of an item. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => Cell>>

/** A whole list as text, piece by piece: pages are read as they are sent. JSON holds the items as the API has them. */
async function* exported<Item>(
  format: ExportFormat,
  columns: Columns<Item>,
  pages: AsyncIterable<readonly Item[]>,
): AsyncGenerator<string> {
  if (format === 'csv') {
    yield csvLine(Object.keys(columns))
    for await (const items of pages)
      yield items.map((item) => csvLine(Object.values(columns).map((cell) => cell(item)))).join('')
    return
  }
  let before = '[\n'
  for await (const items of pages) {
    for (const item of items) {
      yield `${before}${JSON.stringify(item)}`
      before = ',\n'
    }
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** A line of CSV (RFC 4180). Numbers stay numbers; a text that a spreadsheet would take for a formula does not begin like one. */
function csvLine(cells: readonly Cell[]): string {
  const fields = cells.map((cell) => {
    if (typeof cell !== 'string') return cell === null ? '' : String(cell)
    const text = spreadsheetText(cell)
    return /[",\n\r;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  })
  return `${fields.join(',')}\r\n`
}

/** A body that is sent as it is made. */
export function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await texts.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await texts.return(undefined)
    },
  })
}

/** Answers with a list as a file, which is sent as it is read. `name` is without its ending. */
export function answerWithFile<Item>(
  c: Context<ApiEnv>,
  {
    name,
    format,
    columns,
    pages,
  }: {
    readonly name: string
    readonly format: ExportFormat
    readonly columns: Columns<Item>
    readonly pages: AsyncIterable<readonly Item[]>
  },
) {
  c.header('Content-Type', exportTypes[format])
  c.header('Content-Disposition', `attachment; filename="${name}.${format}"`)
  return c.body(streamOf(exported(format, columns, pages)), 200)
}

/** Every page of a list, one after the other. */
export async function* allPages<Item>(
  read: (
    cursor: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>,
): AsyncGenerator<readonly Item[]> {
  let cursor: string | undefined
  do {
    const { items, next } = await read(cursor)
    yield items
    cursor = next ?? undefined
  } while (cursor !== undefined)
}
