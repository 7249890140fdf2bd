import { loadRecord } from '../hubspot/seeding.ts'
import type { HubspotState } from '../hubspot/state.ts'

const SURVEYS = {
  CSAT: { id: '801', name: 'After a ticket' },
  NPS: { id: '802', name: 'Loyalty' },
  CES: { id: '803', name: 'Effort' },
} as const
export type SurveyKind = keyof typeof SURVEYS

/** An answer to one of the surveys of a hand-made seed. */
export interface SurveyAnswer {
  readonly id: number
  readonly kind: SurveyKind
  readonly contact: number
  readonly value: number
  readonly at: number
  readonly ticket?: number
  readonly comment?: string
}

/** Loads an answer to a survey. */
export function loadSurveyAnswer(state: HubspotState, answer: SurveyAnswer): void {
  const { id, kind, contact, value, at, ticket, comment } = answer
  loadRecord(state, 'feedback_submissions', {
    id,
    properties: {
      hs_survey_type: kind,
      hs_survey_id: SURVEYS[kind].id,
      hs_survey_name: SURVEYS[kind].name,
      hs_survey_channel: 'EMAIL',
      hs_value: String(value),
      hs_submission_timestamp: new Date(at).toISOString(),
      hs_contact_id: String(contact),
      ...(ticket === undefined ? {} : { hs_ticket_id: String(ticket) }),
      ...(comment === undefined ? {} : { hs_content: comment }),
    },
    createdAt: at,
    modifiedAt: at,
  })
}
