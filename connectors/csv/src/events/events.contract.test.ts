import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noCredentials } from '@rapport/connector'
import {
  describeStreamContract,
  type ExpectedFields,
  type StreamCapability,
  type StreamStandIn,
} from '@rapport/contract-kit'
import type { EntityName } from '@rapport/model'
import { rowsPerCheckpoint } from '../checkpointed-files.ts'
import { csv } from '../index.ts'
import { fileNames } from '../settings.ts'

/** The keys of an event of this id whose content is of this version, and the fields that its record must have. */
interface EventKind {
  readonly recordId: (id: string) => string
  readonly line: (id: string, version: string) => Readonly<Record<string, unknown>>
  readonly expected: (version: string) => ExpectedFields
  /** It can be deleted, come back and be merged. */
  readonly ends?: boolean
}

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString()

/** A folder with a file of events, written anew after each change, as an export job does. */
async function startEvents({ recordId, line, expected, ends = false }: EventKind): Promise<StreamStandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-events-'))
  const versions = new Map<string, string>()
  const later: object[] = []
  const gone = new Set<string>()
  const save = (): Promise<void> => {
    const events = [...[...versions].map(([id, version]) => line(id, version)), ...later]
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
    return writeFile(join(folder, fileNames.ticketEvents), lines)
  }
  const happen = async (ticketId: string, keys: object): Promise<void> => {
    later.push({ ticketId, at: at(1_000_000 + later.length), ...keys })
    await save()
  }
  const endings = {
    archive: async (id: string) => {
      gone.add(id)
      await happen(id, { type: 'deleted' })
    },
    restore: async (id: string) => {
      gone.delete(id)
      await happen(id, { type: 'restore' })
    },
    merge: async (loser: string, survivor: string) => {
      gone.add(loser)
      await happen(loser, { type: 'merged', into: survivor })
      return survivor
    },
  }
  await save()
  return {
    settings: () => ({ folder }),
    credentials: () => noCredentials,
    secrets: [],
    pageSize: rowsPerCheckpoint,
    populate: async (count) => {
      const ids = Array.from({ length: count }, (_, index) => String(versions.size + index + 1))
      for (const id of ids) versions.set(id, 'first')
      await save()
      return ids.map(recordId)
    },
    modify: async (ids) => {
      const changed = new Set(ids)
      for (const id of versions.keys()) if (changed.has(recordId(id))) versions.set(id, 'second')
      await save()
    },
    holds: async () => {
      const living = [...versions].filter(([id]) => !gone.has(id))
      return new Map(living.map(([id, version]) => [recordId(id), expected(version)]))
    },
    ...(ends ? endings : {}),
    close: () => rm(folder, { recursive: true }),
  }
}

const event = (id: string, type: string) => ({ id, ticketId: '1', type, at: at(Number(id)) })

const kinds: readonly (readonly [EntityName, readonly StreamCapability[], EventKind])[] = [
  [
    'ticket',
    ['archive', 'restore', 'merge'],
    {
      recordId: (id) => id,
      line: (id, topic) => ({ ...event(id, 'created'), ticketId: id, initiator: 'customer', topic }),
      expected: (topic) => ({ topic, initiator: 'customer' }),
      ends: true,
    },
  ],
  [
    'message',
    [],
    {
      recordId: (id) => id,
      line: (id, authorId) => ({ ...event(id, 'message'), direction: 'out', author: 'agent', authorId }),
      expected: (authorId) => ({ authorId, ticketId: '1' }),
    },
  ],
  [
    'statusChange',
    [],
    {
      recordId: (id) => id,
      line: (id, from) => ({ ...event(id, 'status'), from, to: 'solved' }),
      expected: (from) => ({ from, category: 'solved' }),
    },
  ],
  [
    'ticketEvent',
    [],
    {
      recordId: (id) => `assigned/${id}`,
      line: (id, agent) => ({ ...event(id, 'assigned'), agent }),
      expected: (agentId) => ({ agentId, type: 'assigned' }),
    },
  ],
  [
    'surveyResponse',
    [],
    {
      recordId: (id) => id,
      line: (id, version) => ({ ...event(id, 'survey'), satisfaction: version === 'first' ? 4 : 5 }),
      expected: (version) => ({ score: version === 'first' ? 4 : 5, ticketId: '1' }),
    },
  ],
]

for (const [stream, capabilities, kind] of kinds) {
  describeStreamContract(`${stream} of ${fileNames.ticketEvents}`, {
    connector: csv,
    stream,
    capabilities: ['pages', ...capabilities],
    start: () => startEvents(kind),
  })
}
