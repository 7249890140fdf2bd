import { loadSalesforceRecord, startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'

test('answers to a survey come over HTTP with the case that they are about and the person who was asked', async () => {
  const server = await startSalesforce()
  const add = (object: string, values: Parameters<typeof loadSalesforceRecord>[2]): string =>
    loadSalesforceRecord(server.org, object, values)
  const ContactId = add('Contact', { LastName: 'Lee' })
  const SubjectId = add('Case', { Subject: 'Help' })
  const SurveyId = add('Survey', { Name: 'After a case' })
  const InvitationId = add('SurveyInvitation', { Name: 'Lee', SurveyId, ParticipantId: ContactId, ContactId })
  const ResponseId = add('SurveyResponse', {
    InvitationId,
    SurveyId,
    SubmitterId: ContactId,
    Status: 'Completed',
  })
  add('SurveySubject', { ParentId: ResponseId, SubjectId, SubjectEntityType: 'Case', SurveyId })
  const question = (QuestionType: string): string =>
    add('SurveyQuestion', { Name: QuestionType, QuestionType })
  const CreatedDate = '2026-02-01T12:00:00.000Z'
  const answer = { ResponseId, InvitationId, CreatedDate }
  const nps = add('SurveyQuestionResponse', {
    ...answer,
    QuestionId: question('NPS'),
    Datatype: 'Int',
    NumberValue: 9,
  })
  const text = { Datatype: 'String', ChoiceValue: 'Nice people' }
  add('SurveyQuestionResponse', { ...answer, QuestionId: question('FreeText'), ...text })
  const connection = connect(server)
  await connection.read('surveyResponse')
  await server.close()
  expect([...connection.store.live('surveyResponse').values()].map(({ record }) => record)).toMatchObject([
    { id: nps, kind: 'nps', score: 9, at: CreatedDate, ticketId: SubjectId, contacts: [{ id: ContactId }] },
  ])
})
