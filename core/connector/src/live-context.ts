import type { EntityName } from '@rapport/model'
import { type CallerOptions, createCaller } from './caller.ts'
import type { ConnectorContext, ModifiedRange } from './context.ts'
import { createRequester } from './requester.ts'

export interface LiveContextOptions<Settings> extends CallerOptions {
  readonly settings: Settings
  readonly countStored: (entity: EntityName, range: ModifiedRange) => Promise<number>
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
    countStored: options.countStored,
  }
}
