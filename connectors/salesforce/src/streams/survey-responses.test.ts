import { expect, test } from 'vitest'
import type { Row } from '../query.ts'
import { RecordReader } from './record-reader.ts'
import { type SurveySubjects, surveyResponseOf } from './survey-responses.ts'

const answer = (row: Row, subjects: SurveySubjects = new Map(), surveyQuestions = {}) =>
  surveyResponseOf(
    new RecordReader({ Id: '1', CreatedDate: '2026-01-01T12:00:00.000+0000', ...row }, new Map(), {}),
    subjects,
    { surveyQuestions },
  )

test('a question of the type NPS is scored from 0 to 10', () => {
  expect(answer({ 'Question.QuestionType': 'NPS', NumberValue: 9 })).toEqual({
    id: '1',
    kind: 'nps',
    score: 9,
    scaleMin: 0,
    scaleMax: 10,
    higherIsBetter: true,
    at: '2026-01-01T12:00:00.000Z',
    contacts: [],
    ticketId: null,
  })
})

test('what another question measures is said in the settings', () => {
  const effort = { kind: 'ces', scaleMin: 1, scaleMax: 7, higherIsBetter: false }
  const row = { QuestionId: '0Kv1', 'Question.QuestionType': 'Rating', ChoiceValue: '2' }
  expect(answer(row, new Map(), { '0Kv1': effort })).toMatchObject({ ...effort, score: 2 })
  expect(answer(row)).toBeNull()
})

test('text measures nothing', () => {
  expect(answer({ 'Question.QuestionType': 'NPS', ChoiceValue: 'very good' })).toBeNull()
})

test('the case and the person come from what the survey is about, or from who was invited', () => {
  const row = { 'Question.QuestionType': 'CSAT', NumberValue: 4, ResponseId: 'r', InvitationId: 'i' }
  expect(
    answer(
      row,
      new Map([
        ['r', { ticketId: '500A' }],
        ['i', { contactId: '003B' }],
      ]),
    ),
  ).toMatchObject({
    ticketId: '500A',
    contacts: [{ id: '003B' }],
  })
  expect(answer({ ...row, 'Invitation.ParticipantId': '003C' })).toMatchObject({ contacts: [{ id: '003C' }] })
  expect(answer({ ...row, 'Invitation.ParticipantId': '005D' })).toMatchObject({ contacts: [] })
})
