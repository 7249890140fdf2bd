import { type CallerOptions, createCaller } from './caller.ts'
import type { ConnectorContext } from './context.ts'
import { createRequester } from './requester.ts'

export interface LiveContextOptions<Settings> extends CallerOptions {
  readonly settings: Settings
  readonly countStored: ConnectorContext['countStored']
  /** Default: none are stored. */
  readonly storedIds?: ConnectorContext['storedIds']
  /** What stands for the run. Default: this context is one of its own. */
  readonly run?: object
}

/** Builds the context of one connection: the only way out to a vendor. */
export function createContext<Settings>(options: LiveContextOptions<Settings>): ConnectorContext<Settings> {
  const call = createCaller(options)
  return {
    connection: options.connection,
    settings: options.settings,
    signal: options.signal,
    request: createRequester(options, call),
    call,
    run: options.run ?? {},
    countStored: options.countStored,
    storedIds: options.storedIds ?? (async () => []),
  }
}
