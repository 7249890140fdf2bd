import { z } from 'zod'
import { isReject, parseRecord } from '../records.ts'
import { optionalId, optionalMoment, optionalText, zendeskId } from '../values.ts'
import { editableMs } from './survey-ratings.ts'
import type { SurveySource } from './survey-source.ts'

const answer = z.object({
  type: z.string(),
  rating: z.number().nullish(),
  value: optionalText.catch(null),
  question: z.object({ sub_type: z.string().nullish() }).nullish(),
  created_at: optionalMoment,
  updated_at: optionalMoment,
})

const response = z.object({
  id: zendeskId,
  responder_id: optionalId,
  subjects: z.array(z.object({ id: zendeskId, type: z.string() })).nullish(),
  answers: z.array(answer).nullish(),
})

/** Answers to surveys of the new CSAT: 1 to 5, by number or face. */
export const answerSource: SurveySource = {
  editableMs,
  request: (from) => ({
    path: '/api/v2/guide/survey_responses',
    list: 'survey_responses',
    query: { sort: 'id', ...(from === null ? {} : { 'filter[created_at_start]': Date.parse(from) }) },
  }),
  read(record) {
    const parsed = parseRecord(response, 'survey response', record)
    if (isReject(parsed)) return parsed
    const answers = parsed.answers ?? []
    const rated = answers.find(
      ({ type, rating, question }) =>
        type === 'rating_scale' &&
        typeof rating === 'number' &&
        (question?.sub_type ?? satisfaction) === satisfaction,
    )
    const at = rated?.updated_at ?? rated?.created_at ?? null
    if (rated === undefined || at === null) return { createdAt: null, change: null }
    const { id, responder_id: contact, subjects } = parsed
    return {
      createdAt: rated.created_at,
      change: {
        type: 'upsert',
        record: {
          id,
          kind: 'csat',
          score: rated.rating ?? null,
          scaleMin: 1,
          scaleMax: 5,
          higherIsBetter: true,
          contacts: contact === null ? [] : [{ id: contact, primary: true }],
          ticketId: subjects?.find(({ type }) => /(^|:)ticket$/.test(type))?.id ?? null,
          at,
          comment: answers.find(({ type }) => type === 'open_ended')?.value ?? null,
          modifiedAt: at,
        },
      },
    }
  },
}

/** What the question of a CSAT survey is called. */
const satisfaction = 'customer_satisfaction'
