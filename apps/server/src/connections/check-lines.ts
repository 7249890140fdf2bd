import { ConnectorError } from '@rapport/connector'
import { checkConnection, type Workspace } from '@rapport/run'

/** One line of a check. */
export interface CheckLine {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

/** The checks of a connection, each as soon as it is known. What keeps it from being checked at all is a line too. */
export async function* checkLines(
  workspace: Workspace,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<CheckLine> {
  const { redactor } = workspace
  try {
    for await (const { name: of, ok, detail } of checkConnection(workspace, name, signal)) {
      yield { name: of, ok, detail: redactor.redact(detail) }
    }
  } catch (error) {
    if (signal.aborted) return
    // What is no message of ours may say anything.
    const isTold = error instanceof ConnectorError || (error instanceof Error && error.name === 'SecretError')
    yield {
      ...{ name: 'check', ok: false },
      detail: isTold
        ? redactor.redact(error.message)
        : 'the check itself failed: the log of the server says more',
    }
    if (!isTold) throw error
  }
}
