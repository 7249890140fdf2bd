import type { LoadedConfiguration } from '@rapport/config'
import { type RunningWorker, startWorker, type Workspace } from '@rapport/run'
import { followConfiguration, type Log } from '@rapport/server'

interface WorkOptions {
  readonly workspace: Workspace
  readonly load: () => Promise<LoadedConfiguration>
  readonly log: Log
  readonly signal: AbortSignal
}

/** Runs what is scheduled or asked for, beside the page or in a process of its own. */
export function startWork({ workspace, load, log, signal }: WorkOptions): Promise<RunningWorker> {
  return startWorker({
    ...{ store: workspace.store, signal, logger: log },
    workspaces: followConfiguration(workspace, load, log),
    onEvent: (event) => log.debug({ event }, 'run'),
  })
}
