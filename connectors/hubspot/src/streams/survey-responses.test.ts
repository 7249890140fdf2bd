import { loadRecord } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { at, monday, openService, records, type ServicePortal } from '../testing/service-portal.ts'

function submit({ state }: ServicePortal, id: number, properties: Record<string, string>): void {
  loadRecord(state, 'feedback_submissions', {
    id,
    properties: { hs_submission_timestamp: at(0), hs_survey_id: '9', ...properties },
    createdAt: monday,
    modifiedAt: monday,
  })
}

test('NPS is on 0 to 10 and CES on 1 to 7, with contact, ticket and comment', async () => {
  const desk = await openService()
  submit(desk, 1, { hs_survey_type: 'NPS', hs_value: '9', hs_contact_id: '1', hs_content: 'Good' })
  submit(desk, 2, { hs_survey_type: 'CES', hs_value: '6', hs_ticket_id: '11' })
  const connection = desk.connect()
  await connection.read('surveyResponse')
  expect(Object.values(records(connection, 'surveyResponse'))).toMatchObject([
    {
      kind: 'nps',
      score: 9,
      scaleMin: 0,
      scaleMax: 10,
      contacts: [{ id: '1', primary: true }],
      ticketId: null,
      comment: 'Good',
      at: at(0),
    },
    { kind: 'ces', score: 6, scaleMin: 1, scaleMax: 7, contacts: [], ticketId: '11' },
  ])
})

test('the scale of CSAT is not assumed: answers wait for the setting', async () => {
  const desk = await openService()
  submit(desk, 1, { hs_survey_type: 'CSAT', hs_value: '2', hs_survey_name: 'After a ticket' })
  const connection = desk.connect()
  await connection.read('surveyResponse')
  expect(records(connection, 'surveyResponse')).toEqual({})
  expect(connection.store.rejects.get('surveyResponse:1')).toBe(
    'surveyResponse 1: hs_value is "2", which is not on a known scale. HubSpot does not tell the scale of the survey 9 "After a ticket": say it with the setting surveyScales, such as {"9": {scaleMin: 1, scaleMax: 5}}.',
  )
  const settings = { surveyScales: { '9': { scaleMin: 0, scaleMax: 2 } } }
  const named = desk.connect({ store: connection.store, settings })
  await named.read('surveyResponse')
  expect(records(named, 'surveyResponse')['1']).toMatchObject({
    kind: 'csat',
    score: 2,
    scaleMin: 0,
    scaleMax: 2,
  })
})

test('a score off the scale is set aside', async () => {
  const desk = await openService()
  submit(desk, 1, { hs_survey_type: 'CES', hs_value: '9' })
  const connection = desk.connect()
  await connection.read('surveyResponse')
  expect(connection.store.rejects.get('surveyResponse:1')).toBe(
    'surveyResponse 1: hs_value is "9", which is not on the scale of the survey, 1 to 7. Correct it in HubSpot.',
  )
})

test('own surveys measure nothing that is known, unless the settings say what', async () => {
  const desk = await openService()
  submit(desk, 1, { hs_survey_type: 'CUSTOM', hs_value: '3' })
  submit(desk, 2, { hs_survey_type: 'KNOWLEDGE', hs_value: '1', hs_survey_id: '10' })
  const connection = desk.connect()
  expect((await connection.read('surveyResponse')).upserts).toBe(0)
  expect((await connection.read('surveyResponse')).calls).toBe(3)
  expect((await connection.read('surveyResponse')).calls).toBe(2)
  const settings = { surveyScales: { '9': { kind: 'csi', scaleMin: 1, scaleMax: 4, higherIsBetter: false } } }
  const named = desk.connect({ store: connection.store, settings })
  await named.read('surveyResponse')
  expect(Object.values(records(named, 'surveyResponse'))).toMatchObject([
    { id: '1', kind: 'csi', higherIsBetter: false },
  ])
})
