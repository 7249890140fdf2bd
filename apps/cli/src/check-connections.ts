import type { CheckResult } from '@rapport/connector'
import { checkConnection } from '@rapport/run'
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
}

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
      if (!json) printLines([connection])
      const checks: CheckResult[] = []
      const take = (check: CheckResult, code: ExitCode): void => {
        checks.push(check)
        if (!check.ok) codes.push(code)
        if (!json) printLines([`  ${mark(check.ok)} ${check.name}: ${check.detail}`])
      }
      try {
        for await (const check of checkConnection(workspace, connection, signal)) {
          take(check, lineExitCodes[check.name] ?? exitCodes.error)
        }
      } catch (error) {
        signal.throwIfAborted()
        const failure = describeFailure(error, (text) => redactor.redact(text))
        take({ name: 'check', ok: false, detail: failure.message }, failure.exitCode)
      }
      reports.push({ connection, ok: checks.every(({ ok }) => ok), checks })
    }
    if (json) printLines([JSON.stringify(reports, null, 2)])
    // The first line that failed is the cause of most that follow.
    exitWith(codes[0] ?? exitCodes.ok)
  })
}
