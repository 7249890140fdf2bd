import type { LoadedConfiguration } from '@rapport/config'
import type { Workspace } from '@rapport/run'
import type { Log } from '@rapport/server'

interface WorkOptions {
  readonly workspace: Workspace
  readonly load: () => Promise<LoadedConfiguration>
  readonly log: Log
  readonly signal: AbortSignal
}

/** Runs what is scheduled or asked for, beside the page or in a process of its own; null: there is no worker yet. */
export async function startWork({ log }: WorkOptions): Promise<{ stop(): Promise<void> } | null> {
  log.warn('schedules and runs that were asked for are not worked on by this version')
  return null
}
