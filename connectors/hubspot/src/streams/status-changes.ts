import { createHash } from 'node:crypto'
import { readPeople } from '../people.ts'
import { readTicketStages } from '../ticket-stages.ts'
import { defineHistoryStream, type HistoryChange } from './ticket-history-stream.ts'
import { personOf, turnsOf } from './version-turns.ts'

/** Moves of tickets from one stage to another, the first one included, from the history of the stage. */
export const statusChanges = defineHistoryStream<'statusChange'>({
  entity: 'statusChange',
  basis: async (ctx) => {
    const { meanings } = await readTicketStages(ctx)
    return createHash('sha256').update(JSON.stringify(meanings)).digest('base64url').slice(0, 16)
  },
  changesOf: async (ctx, ticketId, history) => {
    const stages = await readTicketStages(ctx)
    const people = await readPeople(ctx)
    const turns = turnsOf(history.hs_pipeline_stage).filter(({ to }) => to !== '')
    return turns.map((turn): HistoryChange<'statusChange'> => {
      const { from, to, at } = turn
      const id = `${ticketId}:${Date.parse(at)}`
      const category = stages.categoryOf(to)
      if (category === null) {
        const reason = `ticket ${ticketId} went into the stage "${to}", which is in no ticket pipeline of HubSpot. ${stages.remedyFor(to)}`
        return { type: 'reject', id, reason, raw: turn }
      }
      return {
        type: 'upsert',
        record: {
          id,
          ticketId,
          at,
          from: from === null ? null : stages.labelOf(from),
          to: stages.labelOf(to),
          category,
          by: personOf(turn, people),
          modifiedAt: at,
        },
      }
    })
  },
})
