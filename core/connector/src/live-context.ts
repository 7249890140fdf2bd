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
  /** What is fetched may only be shown. Always so where the terms of the source say it. */
  readonly isShownOnly?: boolean
}

/** Builds the context of one connection: the only way out to a vendor. */
export function createContext<Settings>(options: LiveContextOptions<Settings>): ConnectorContext<Settings> {
  const call = createCaller(options)
  const isShownOnly = options.isShownOnly === true || options.connector.retention === 'id_only'
  return {
    connection: options.connection,
    settings: options.settings,
    signal: options.signal,
    request: createRequester({ ...options, isShownOnly }, call),
    call: isShownOnly ? noClient : call,
    rememberSecret: (secret) => options.redactor.add(secret),
    run: options.run ?? {},
    countStored: options.countStored,
    storedIds: options.storedIds ?? (async () => []),
  }
}

/** A vendor's own client puts into its errors what it likes. */
const noClient: ConnectorContext['call'] = async () => {
  throw new Error(
    'what may only be shown is fetched with ctx.request, whose errors hold nothing of the answer',
  )
}
