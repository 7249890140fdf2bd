import {
  type AnyConnector,
  type AnyStream,
  type Change,
  type FieldSelection,
  noSelection,
} from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { Ledger } from './ledger.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'
import type { StreamStandIn } from './stand-in.ts'

/** The stream under test. */
export interface StreamSubject {
  readonly connector: AnyConnector
  /** The entity whose stream is tested. */
  readonly stream: EntityName
  /** What the stream is asked to read. Default: nothing mapped by hand. */
  readonly fields?: FieldSelection
  /** Starts a stand-in that nothing else uses. */
  start(): Promise<StreamStandIn>
}

export function streamOf(subject: StreamSubject): AnyStream<unknown> {
  const found = subject.connector.streams.find(({ entity }) => entity === subject.stream)
  if (found === undefined) {
    throw new Error(`connector ${subject.connector.id} has no stream of ${subject.stream}`)
  }
  return found
}

export function newLedger(subject: StreamSubject): Ledger {
  return new Ledger(streamOf(subject))
}

export interface ReadOptions extends Omit<SessionOptions, 'countStored' | 'storedIds'> {
  /** The process dies after this many changes, checkpoints included. */
  readonly stopAfter?: number
  /** Called after each change was taken, before the stream is asked for the next one. */
  readonly afterChange?: (change: Change, count: number) => void | Promise<void>
}

/** What one run of the stream did. */
export interface ReadSummary extends Session {
  readonly changes: number
  /** False where the process died first. */
  readonly finished: boolean
}

/**
 * Reads the stream into the ledger, from the ledger's last committed state. Like the real extractor it asks for the next
 * change only after the last one was taken, and a checkpoint committed.
 * @throws Error where the stream ends with changes that no checkpoint commits.
 */
export async function readStream(
  subject: StreamSubject,
  standIn: StreamStandIn,
  ledger: Ledger,
  options: ReadOptions = {},
): Promise<ReadSummary> {
  const session = openSession(subject.connector, standIn, {
    ...options,
    countStored: (entity, range) => ledger.countStored(entity, range),
    storedIds: (entity, range, page) => ledger.storedIds(entity, range, page),
  })
  const before = structuredClone(ledger.state)
  const stopAfter = options.stopAfter ?? Number.POSITIVE_INFINITY
  let changes = 0
  try {
    for await (const change of streamOf(subject).read(session.ctx, before, subject.fields ?? noSelection)) {
      ledger.take(change)
      changes += 1
      await options.afterChange?.(change, changes)
      if (changes >= stopAfter) return { ...session, changes, finished: false }
    }
    if (ledger.uncommitted > 0) {
      throw new Error(
        `the stream ended with ${ledger.uncommitted} changes after its last checkpoint: they are lost`,
      )
    }
    return { ...session, changes, finished: true }
  } finally {
    ledger.crash()
  }
}
