import process from 'node:process'
import { openWorkspace, type Workspace } from '@rapport/run'
import { loadFor } from './configuration.ts'
import { connectors } from './connectors.ts'
import { writeFieldProject } from './field-project.ts'
import { interruption } from './interruption.ts'
import { type GlobalOptions, tell } from './output.ts'
import { redactor } from './redactor.ts'

/** What is told when the command is interrupted and nothing more precise is known. */
const resumeHint = 'interrupted: nothing is lost; run the same command again'

/**
 * Opens the workspace of the configuration, does some work in it and closes it, also on Ctrl-C. `onInterrupt` says how to
 * go on.
 * @throws Interrupted after Ctrl-C, whatever the work threw then.
 */
export async function withWorkspace<T>(
  options: GlobalOptions,
  work: (workspace: Workspace, signal: AbortSignal) => Promise<T>,
  onInterrupt: string = resumeHint,
): Promise<T> {
  const loaded = await loadFor(options)
  // Paths in a configuration start at its folder, wherever the command was called.
  process.chdir(loaded.folder)
  using stop = interruption(() => tell('', `rapport: ${onInterrupt}`))
  const workspace = await openWorkspace({
    config: loaded.configuration,
    folder: loaded.folder,
    connectors,
    environment: process.env,
    redactor,
  })
  try {
    stop.signal.throwIfAborted()
    return await work(workspace, stop.signal)
  } catch (error) {
    stop.signal.throwIfAborted()
    await writeFieldProject(workspace, error)
    throw await workspace.store.explain(error)
  } finally {
    // What was done is done and told: that the database could not be left as it should is a thing beside it.
    await workspace.close().catch((error: unknown) => {
      tell(`rapport: ${redactor.redact(error instanceof Error ? error.message : String(error))}`)
    })
  }
}
