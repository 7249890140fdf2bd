import type { CheckResult } from '@rapport/connector'
import { checkConnection, type Workspace } from '@rapport/run'
import { type ExitCode, exitCodes, exitWith } from './exit-codes.ts'
import { describeFailure } from './failure.ts'
import { mustExist } from './named-connections.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, mark, printLines, tell } from './output.ts'
import { redactor } from './redactor.ts'

interface ConnectionReport {
  readonly connection: string
  readonly ok: boolean
  readonly checks: readonly CheckResult[]
}

/** What a failed line means for the exit code; any other line is a plain error. */
const lineExitCodes: Readonly<Record<string, ExitCode>> = {
  reachable: exitCodes.unavailable,
  authorised: exitCodes.auth,
  scopes: exitCodes.auth,
  'reviews: a sample read': exitCodes.rejects,
}

/** Connectors have a line for each object whose fields are mapped. */
const mappingLine = /^mapping of /

const lineExitCode = (name: string): ExitCode =>
  mappingLine.test(name) ? exitCodes.config : (lineExitCodes[name] ?? exitCodes.error)

/** Checks one connection, or all, printing each line as soon as it is known. */
export async function checkConnections(options: GlobalOptions, only: string | null): Promise<void> {
  await withWorkspace(options, async (workspace, signal) => {
    const names = Object.keys(workspace.config.connections)
    if (only !== null) mustExist(workspace, [only])
    if (names.length === 0) tell('rapport: rapport.yaml has no connections: add one')
    const json = options.json === true
    const reports: ConnectionReport[] = []
    const codes: ExitCode[] = []
    for (const connection of only === null ? names : [only]) {
      const print = json ? () => {} : (line: string) => printLines([line])
      const examined = await examineConnection(workspace, connection, { signal, print })
      reports.push(examined.report)
      codes.push(...examined.codes)
    }
    if (json) printLines([JSON.stringify(reports, null, 2)])
    // The first line that failed is the cause of most that follow.
    exitWith(codes[0] ?? exitCodes.ok)
  })
}

/** Checks one connection, giving each line to `print` as soon as it is known; with the exit codes of those that failed. */
export async function examineConnection(
  workspace: Workspace,
  connection: string,
  options: { readonly signal: AbortSignal; readonly print: (line: string) => void },
): Promise<{ readonly report: ConnectionReport; readonly codes: readonly ExitCode[] }> {
  const { signal, print } = options
  const checks: CheckResult[] = []
  const codes: ExitCode[] = []
  const take = (check: CheckResult, code: ExitCode): void => {
    checks.push(check)
    if (!check.ok) codes.push(code)
    print(`  ${mark(check.ok)} ${check.name}: ${check.detail}`)
  }
  print(connection)
  try {
    for await (const check of checkConnection(workspace, connection, signal)) {
      take(check, lineExitCode(check.name))
    }
  } catch (error) {
    signal.throwIfAborted()
    const failure = describeFailure(error, (text) => redactor.redact(text))
    take({ name: 'check', ok: false, detail: failure.message }, failure.exitCode)
  }
  return { report: { connection, ok: checks.every(({ ok }) => ok), checks }, codes }
}
