import { readFile } from 'node:fs/promises'
import { ConfigurationError, type ConfigurationProblem } from '@rapport/config'
import { exchangeRate } from '@rapport/model'
import { type Database, fileSource } from '@rapport/store'
import { sql } from 'kysely'

/** A file of rates: its name in the set-up, and where it is. */
export interface RatesFile {
  readonly name: string
  readonly path: string
}

type Rate = ReturnType<typeof exchangeRate.parse>

const columns = ['from', 'to', 'on', 'rate'] as const
const example = 'EUR,USD,2024-03-01,1.0845'

/**
 * Makes the stored rates from files those of this one: new and altered ones are stored, those that it no longer has are taken
 * out; null takes out all. Rates that a connection gave stay. Returns how many rates were stored or taken out.
 * @throws ConfigurationError with every line that is no rate, or where the file cannot be read; then nothing is stored.
 */
export async function importExchangeRates(db: Database, file: RatesFile | null): Promise<number> {
  const rates = file === null ? [] : parseRates(await readRates(file), file.name)
  const source = `${fileSource}${file?.name ?? ''}`
  const given = JSON.stringify(rates)
  return db.transaction().execute(async (transaction) => {
    const gone = await sql`
      delete from exchange_rate as held where starts_with(held.source, ${fileSource}) and not exists (
        select 1 from jsonb_to_recordset(${given}::jsonb) as given("from" text, "to" text, "on" date)
        where held.source = ${source} and given."from" = held.from_currency and given."to" = held.to_currency
          and given."on" = held.on_date
      )
    `.execute(transaction)
    const stored = await sql`
      insert into exchange_rate as held (from_currency, to_currency, on_date, rate, source)
      select "from", "to", "on", rate, ${source}
      from jsonb_to_recordset(${given}::jsonb) as given("from" text, "to" text, "on" date, rate numeric)
      on conflict (source, from_currency, to_currency, on_date) do update set rate = excluded.rate
      where held.rate <> excluded.rate
    `.execute(transaction)
    return Number(gone.numAffectedRows ?? 0) + Number(stored.numAffectedRows ?? 0)
  })
}

async function readRates(file: RatesFile): Promise<string> {
  try {
    return await readFile(file.path, 'utf8')
  } catch (cause) {
    const problem = problemAt(file.name, 1, 'the file of exchange rates cannot be read', 'correct "rates"')
    throw new ConfigurationError([problem], { cause })
  }
}

/**
 * Reads lines of `from,to,on,rate` below a heading. None of the four can hold a comma, so a line is split at commas; quotes
 * around a cell, as spreadsheets write them, are left out.
 */
function parseRates(text: string, name: string): readonly Rate[] {
  const problems: ConfigurationProblem[] = []
  const rates = new Map<string, { readonly rate: Rate; readonly line: number }>()
  const [heading = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (cellsOf(heading).join().toLowerCase() !== columns.join()) {
    throw new ConfigurationError([
      problemAt(name, 1, `the heading is "${heading.trim()}"`, `write ${columns.join()}`),
    ])
  }
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue
    const line = index + 2
    const found = readRate(cellsOf(text))
    if (typeof found === 'string') {
      problems.push(problemAt(name, line, found, `write a line such as ${example}`))
      continue
    }
    const key = `${found.from} to ${found.to} on ${found.on}`
    const before = rates.get(key)
    if (before === undefined) rates.set(key, { rate: found, line })
    else {
      problems.push(
        problemAt(name, line, `the rate from ${key} stands in line ${before.line} already`, 'keep one'),
      )
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return [...rates.values()].map(({ rate }) => rate)
}

/** A rate, or what is wrong with it. */
function readRate(cells: readonly string[]): Rate | string {
  if (cells.length !== columns.length) {
    return `${cells.length} values where ${columns.length} are needed (a decimal comma counts as two)`
  }
  const [from = '', to = '', on, rate] = cells
  const parsed = exchangeRate.safeParse({ from: from.toUpperCase(), to: to.toUpperCase(), on, rate })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const column = columns.find((name) => name === issue?.path[0]) ?? 'rate'
    return `${column} is "${cells[columns.indexOf(column)]}": ${issue?.message ?? 'it cannot be read'}`
  }
  if (!(Number(parsed.data.rate) > 0)) return `rate is "${rate}": it must be above 0`
  if (parsed.data.from === parsed.data.to) return `from and to are both ${parsed.data.to}`
  return parsed.data
}

const cellsOf = (line: string): string[] =>
  line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))

function problemAt(file: string, line: number, message: string, suggestion: string): ConfigurationProblem {
  return { file, line, column: 1, path: '', message, suggestion }
}
