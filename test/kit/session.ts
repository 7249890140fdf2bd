import {
  type AnyConnector,
  type CallRecord,
  type ConnectorContext,
  createContext,
  Redactor,
} from '@rapport/connector'
import { MemoryBudgets } from './memory-budgets.ts'
import type { StandIn } from './stand-in.ts'

export interface SessionOptions {
  readonly signal?: AbortSignal
  /** Default: none are stored. */
  readonly countStored?: ConnectorContext['countStored']
  /** Default: none are stored. */
  readonly storedIds?: ConnectorContext['storedIds']
  /** Attempts per call. Default: as in production. */
  readonly attempts?: number
  /** What is fetched may only be shown, as for views. */
  readonly isShownOnly?: boolean
}

/** One process's life with a connection: the real context over the stand-in, and what was recorded of it. */
export interface Session {
  readonly ctx: ConnectorContext<unknown>
  readonly calls: readonly CallRecord[]
  readonly budgets: MemoryBudgets
}

/** Connects to a stand-in the way a run does, with pauses between attempts shortened to nothing. */
export function openSession(
  connector: AnyConnector,
  standIn: StandIn,
  options: SessionOptions = {},
): Session {
  const redactor = new Redactor()
  for (const secret of standIn.secrets) redactor.add(secret)
  const calls: CallRecord[] = []
  const budgets = new MemoryBudgets()
  const ctx = createContext<unknown>({
    connector,
    connection: 'kit',
    settings: connector.settings.parse(standIn.settings()),
    credentials: standIn.credentials(),
    budgets,
    redactor,
    signal: options.signal ?? new AbortController().signal,
    countStored: options.countStored ?? (async () => 0),
    ...(options.storedIds === undefined ? {} : { storedIds: options.storedIds }),
    onCall: (call) => calls.push(call),
    retryBaseMs: 1,
    isShownOnly: options.isShownOnly === true,
    ...(options.attempts === undefined ? {} : { attempts: options.attempts }),
  })
  return { ctx, calls, budgets }
}
