import type { EntityInput } from '@rapport/model'
import { caseHistory } from './case-history.ts'
import type { ObjectStream } from './object-stream.ts'
import type { RecordReader } from './record-reader.ts'

/** Who had cases, and how urgent they were, where an admin has owner and priority tracked. */
export const ticketEvents: ObjectStream<'ticketEvent'> = {
  entity: 'ticketEvent',
  sources: [
    caseHistory(async () => (record) => {
      const [ticketId, at] = [record.text('CaseId'), record.instant('CreatedDate')]
      const happened = whatHappened(record)
      if (ticketId === null || at === null || happened === null) return null
      return { id: record.id, ticketId, at, ...happened }
    }),
  ],
}

type Happened = Omit<EntityInput<'ticketEvent'>, 'id' | 'ticketId' | 'at'>

function whatHappened(record: RecordReader): Happened | null {
  const [field, from, to] = [record.text('Field'), record.text('OldValue'), record.text('NewValue')]
  if (field === 'Priority') return { type: 'priority', from, to }
  if (field !== 'Owner' || to === null) return null
  const before = from === null ? null : ownerOf(from)
  return assignment(ownerOf(to), before)
}

/** Whom an id names; null where it is none. Each change of owner is written twice: with names, and with ids. */
function ownerOf(value: string): { readonly agent?: string; readonly team?: string } | null {
  const [, kind] = /^00([5G])[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/.exec(value) ?? []
  if (kind === undefined) return null
  return kind === '5' ? { agent: value } : { team: value }
}

/** A user who takes a case leaves it the queue's that it came from; in a queue it is nobody's. */
function assignment(
  to: { readonly agent?: string; readonly team?: string } | null,
  before: { readonly agent?: string; readonly team?: string } | null,
): Happened | null {
  if (to === null) return null
  return {
    type: 'assigned',
    agentId: to.agent ?? null,
    ...(to.team === undefined ? {} : { teamId: to.team }),
    ...(before?.agent === undefined ? {} : { fromAgentId: before.agent }),
    ...(before?.team === undefined ? {} : { fromTeamId: before.team }),
  }
}
