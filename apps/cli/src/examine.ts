import process from 'node:process'
import { doctor, type Finding } from '@rapport/run'
import { exitCodes, exitWith } from './exit-codes.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, mark, printResult } from './output.ts'

/** Prints what `doctor` finds, a line each. */
export async function examine(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const findings: readonly Finding[] = [
      { name: 'node', ok: true, detail: `${process.versions.node} on ${process.platform} ${process.arch}` },
      { name: 'configuration', ok: true, detail: `${options.config}: no problem` },
      ...(await doctor(workspace)),
    ]
    printResult(options, findings, () =>
      findings.map(({ name, ok, detail }) => `${mark(ok)} ${name.padEnd(18)} ${detail}`),
    )
    exitWith(findings.every(({ ok }) => ok) ? exitCodes.ok : exitCodes.error)
  })
}
