import { z } from 'zod'
import { isReject, parseRecord } from '../records.ts'
import { moment, optionalId, optionalMoment, optionalText, zendeskId } from '../values.ts'
import type { SurveySource } from './survey-source.ts'

/** Until a ticket closes, 28 days after it was solved at the latest, its customer may rate it anew. */
export const editableMs = 29 * 86_400_000

const rating = z.object({
  id: zendeskId,
  score: z.string(),
  ticket_id: optionalId,
  requester_id: optionalId,
  comment: optionalText,
  created_at: moment,
  updated_at: optionalMoment,
})

const scores: Readonly<Record<string, number>> = { good: 1, bad: 0 }

/** Ratings of the legacy CSAT: good or bad. */
export const ratingSource: SurveySource = {
  editableMs,
  request: (from) => ({
    path: '/api/v2/satisfaction_ratings.json',
    list: 'satisfaction_ratings',
    query: {
      score: 'received',
      ...(from === null ? {} : { start_time: Math.floor(Date.parse(from) / 1_000) }),
    },
  }),
  read(record) {
    const parsed = parseRecord(rating, 'satisfaction rating', record)
    if (isReject(parsed)) return parsed
    const { id, requester_id: contact, created_at: createdAt } = parsed
    // `good_with_comment` and the like are filters, but an answer that used them would mean the same.
    const score = scores[parsed.score.split('_')[0] ?? '']
    if (score === undefined) return { createdAt, change: null }
    const at = parsed.updated_at ?? createdAt
    return {
      createdAt,
      change: {
        type: 'upsert',
        record: {
          id,
          kind: 'csat',
          score,
          scaleMin: 0,
          scaleMax: 1,
          higherIsBetter: true,
          contacts: contact === null ? [] : [{ id: contact, primary: true }],
          ticketId: parsed.ticket_id,
          at,
          comment: parsed.comment,
          modifiedAt: at,
        },
      },
    }
  },
}
