import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { calculateValue, type ValueCalculation } from '../calculate-value.ts'
import type { ValueRequest } from '../value-request.ts'

/** The present day of the tests. */
export const TODAY = '2026-11-27'

/** A request with what the command line gives where nothing is set. */
export function valueRequest(changes: Partial<ValueRequest> = {}): ValueRequest {
  return {
    unit: 'week',
    occasionWindow: 0,
    model: 'auto',
    prior: 'auto',
    discount: 0.1,
    margin: 1,
    onBadRow: 'stop',
    badRows: 'bad-rows.csv',
    ...changes,
  }
}

/** Files in a folder of their own, that are gone with `await using`. */
export interface ValueFiles extends AsyncDisposable {
  /** The path of a file by its name. */
  path(name: string): string
}

/** Writes files with these contents. */
export async function valueFiles(contents: Readonly<Record<string, string>>): Promise<ValueFiles> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-value-'))
  for (const [name, content] of Object.entries(contents)) await writeFile(path.join(folder, name), content)
  return {
    path: (name) => path.join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Lines of a file, each ended. */
export const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('')

/** Rows of a file of transactions. */
export const transactionLines = (...rows: readonly string[]): string =>
  lines('customer_id,date,amount', ...rows)

/** What is computed from transactions, and subscriptions where some are given. */
export async function valued(
  contents: { readonly transactions?: string; readonly subscriptions?: string; readonly covariates?: string },
  changes: Partial<ValueRequest> = {},
): Promise<ValueCalculation> {
  const given = Object.entries(contents)
  await using files = await valueFiles(Object.fromEntries(given.map(([kind, text]) => [`${kind}.csv`, text])))
  const paths = Object.fromEntries(given.map(([kind]) => [kind, files.path(`${kind}.csv`)]))
  return await calculateValue(valueRequest({ ...paths, ...changes }), TODAY)
}

/** The message of the error that a promise fails with; null where it does not. */
export const failureOf = (promise: Promise<unknown>): Promise<Error | null> =>
  promise.then(
    () => null,
    (error: unknown) => {
      if (error instanceof Error) return error
      throw error
    },
  )
