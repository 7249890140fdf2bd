import type { CheckResult } from './connector.ts'
import { ConnectorError } from './errors.ts'

/** What a part of a check came to: a value, or how the vendor failed. */
export type Attempt<T> = { readonly value: T } | { readonly error: ConnectorError }

/** Does a part of a check. Only failures of the connection are caught. */
export async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof ConnectorError) return { error }
    throw error
  }
}

/** The line of a part that either was checked or could not be. */
export function checkLine(name: string, result: Attempt<Omit<CheckResult, 'name'>>): CheckResult {
  return 'value' in result
    ? { name, ...result.value }
    : { name, ok: false, detail: `could not be checked: ${result.error.message}` }
}

/** The line of a part that nothing could come of any more, after another had failed. */
export function notTried(name: string): CheckResult {
  return { name, ok: false, detail: 'not tried' }
}

/** Lines that build on each other: after one that fails, the others are not tried. */
export async function* checkInTurn(
  steps: Readonly<Record<string, () => Promise<Omit<CheckResult, 'name'>>>>,
): AsyncGenerator<CheckResult> {
  let goesOn = true
  for (const [name, work] of Object.entries(steps)) {
    const line: CheckResult = goesOn ? checkLine(name, await attempt(work)) : notTried(name)
    yield line
    goesOn = line.ok
  }
}
