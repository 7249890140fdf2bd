import process from 'node:process'
import { doctor, type Finding } from '@rapport/run'
import { DatabaseUrlError, StoreError } from '@rapport/store'
import { loadFor } from './configuration.ts'
import { exitCodes, exitWith } from './exit-codes.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, mark, printResult } from './output.ts'
import { redactor } from './redactor.ts'
import { version } from './version.ts'

/** Prints what `doctor` finds, a line each; also what can be told where the database cannot be reached. */
export async function examine(options: GlobalOptions): Promise<void> {
  // Told first where it is wrong: without it there is no database to look at.
  await loadFor(options)
  const findings: readonly Finding[] = [
    { name: 'node', ok: true, detail: `${process.versions.node} on ${process.platform} ${process.arch}` },
    { name: 'rapport', ok: true, detail: version() },
    { name: 'configuration', ok: true, detail: `${options.config}: no problem` },
    ...(await findingsOfDatabase(options)),
  ]
  printResult(options, findings, () =>
    findings.map(({ name, ok, detail }) => `${mark(ok)} ${name.padEnd(18)} ${detail}`),
  )
  exitWith(findings.every(({ ok }) => ok) ? exitCodes.ok : exitCodes.error)
}

async function findingsOfDatabase(options: GlobalOptions): Promise<readonly Finding[]> {
  try {
    return await withWorkspace(options, doctor)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const detail = redactor.redact(describeDatabaseProblem(error, process.env.DATABASE_URL))
    return [{ name: 'database', ok: false, detail }]
  }
}

/** What keeps the database from being looked at. The message of the error itself may send the reader to doctor. */
export function describeDatabaseProblem(error: StoreError, url: string | undefined): string {
  if (!url || error instanceof DatabaseUrlError) return error.message
  const host = (URL.canParse(url) ? new URL(url).host : '') || 'the server'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  // Errors of the system, such as ECONNREFUSED, say that no server answered; SQLSTATE codes are a server's answer.
  return /^E[A-Z_]+$/.test(code)
    ? `${host}: cannot be reached (${code}): start it, or correct DATABASE_URL; where it stopped by itself, its log says why`
    : `${host}: ${error.message}`
}
