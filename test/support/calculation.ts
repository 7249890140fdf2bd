import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { runWarm } from '../../apps/cli/src/testing/warm-command.ts'

const program = fileURLToPath(new URL('../../apps/cli/bin/rapport.js', import.meta.url))
const cdnowSample = new URL('../../apps/sandbox/data/cdnow_sample.txt.gz', import.meta.url)

/** What a calculation left. */
export interface Calculated {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** What was printed with `--json`. */
  json<T>(): T
}

/** A folder with files, and `rapport calc` run in it. Gone with `await using`. */
export interface CalculationFolder extends AsyncDisposable {
  /** For what is printed and written: in a process that has loaded the command already. */
  calc(...parameters: readonly string[]): Promise<Calculated>
  /** As a person would: in a process of its own. */
  calcByItself(...parameters: readonly string[]): Promise<Calculated>
  write(name: string, content: string): Promise<void>
  read(name: string): Promise<string>
}

/** A folder with these files. */
export async function calculationFolder(files: Readonly<Record<string, string>>): Promise<CalculationFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-calculation-'))
  const write = (name: string, content: string) => writeFile(path.join(folder, name), content)
  for (const [name, content] of Object.entries(files)) await write(name, content)
  return {
    calc: async (...parameters) => {
      const ended = await runWarm({ folder, environment: process.env, parameters: ['calc', ...parameters] })
      return { ...ended, json: () => JSON.parse(ended.stdout) }
    },
    calcByItself: (...parameters) => runIn(folder, ['calc', ...parameters]),
    write,
    read: (name) => readFile(path.join(folder, name), 'utf8'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

function runIn(folder: string, parameters: readonly string[]): Promise<Calculated> {
  const child = spawn(process.execPath, [program, ...parameters], { cwd: folder })
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => chunks[name].push(chunk))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const stdout = Buffer.concat(chunks.stdout).toString('utf8')
      const stderr = Buffer.concat(chunks.stderr).toString('utf8')
      resolve({ code, stdout, stderr, json: () => JSON.parse(stdout) })
    })
  })
}

/** A CSV file: each line ended. */
export const csv = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('')

/** The CDNOW sample, 2,357 customers from January 1997 to June 1998: rows of a file of transactions, without a header. */
export async function cdnowSampleRows(): Promise<string[]> {
  const text = gunzipSync(await readFile(cdnowSample)).toString('utf8')
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => {
      const [customer = '', , day = '', , amount = ''] = line.trim().split(/\s+/)
      return `${customer},${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)},${amount}`
    })
}
