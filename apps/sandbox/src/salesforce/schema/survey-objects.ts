import { field, picklist, reference } from '../field-definition.ts'
import { NAME, type ObjectDefinition, OWNER, object } from './object-definition.ts'

/** Salesforce writes these itself when a participant answers. No fields can be added to them. */
const answered = { createable: false, updateable: false, deletable: false, customisable: false } as const

const QUESTION_TYPES = [
  'Boolean',
  'CSAT',
  'Date',
  'FreeText',
  'Matrix',
  'MultiChoice',
  'NPS',
  'Picklist',
  'RadioButton',
  'Rating',
  'ShortText',
  'Slider',
  'StackRank',
]

const survey = object('Survey', '0Kd', [
  { ...NAME, length: 255 },
  OWNER,
  field('textarea', 'Description'),
  field('string', 'DeveloperName', { readOnly: true, length: 80 }),
])

const surveyQuestion = object(
  'SurveyQuestion',
  '0Kv',
  [
    field('string', 'Name', { readOnly: true, nameField: true, nillable: false }),
    field('string', 'DeveloperName', { readOnly: true, nillable: false, length: 80 }),
    field('textarea', 'QuestionName', { readOnly: true, length: 4_000 }),
    picklist('QuestionType', QUESTION_TYPES, { readOnly: true, nillable: false, restrictedPicklist: true }),
    field('boolean', 'IsDeprecated', { readOnly: true }),
  ],
  answered,
)

const surveyInvitation = object(
  'SurveyInvitation',
  '0Ki',
  [
    NAME,
    OWNER,
    reference('SurveyId', 'Survey', { required: true, updateable: false }),
    reference('ParticipantId', ['Contact', 'Lead', 'User'], { updateable: false }),
    reference('ContactId', 'Contact', { readOnly: true }),
    picklist('ResponseStatus', ['NotStarted', 'Started', 'Paused', 'Completed'], { readOnly: true }),
    field('datetime', 'InviteExpiryDateTime'),
    field('boolean', 'IsDefault'),
  ],
  { customisable: false },
)

const surveyResponse = object(
  'SurveyResponse',
  '0Kx',
  [
    field('string', 'Name', { readOnly: true, nameField: true, nillable: false }),
    reference('InvitationId', 'SurveyInvitation', { readOnly: true, nillable: false }),
    reference('SurveyId', 'Survey', { readOnly: true }),
    reference('SubmitterId', ['Contact', 'Lead', 'User'], { readOnly: true }),
    picklist('Status', ['Started', 'Paused', 'Completed'], { readOnly: true, restrictedPicklist: true }),
    field('datetime', 'CompletionDateTime', { readOnly: true }),
  ],
  answered,
)

const surveyQuestionResponse = object(
  'SurveyQuestionResponse',
  '0Kw',
  [
    reference('ResponseId', 'SurveyResponse', { readOnly: true, nillable: false }),
    reference('InvitationId', 'SurveyInvitation', { readOnly: true }),
    reference('QuestionId', 'SurveyQuestion', { readOnly: true, nillable: false }),
    picklist('Datatype', ['Boolean', 'Date', 'Double', 'Int', 'Number', 'String'], {
      readOnly: true,
      restrictedPicklist: true,
    }),
    field('textarea', 'ChoiceValue', { readOnly: true, filterable: true, sortable: true }),
    field('int', 'NumberValue', { readOnly: true }),
    field('date', 'DateValue', { readOnly: true }),
    field('datetime', 'DateTimeValue', { readOnly: true }),
    field('boolean', 'IsTrueOrFalse', { readOnly: true }),
  ],
  { ...answered, undeletable: false },
)

const surveySubject = object(
  'SurveySubject',
  '0Ky',
  [
    field('string', 'Name', { readOnly: true, nameField: true, nillable: false }),
    reference('ParentId', ['SurveyInvitation', 'SurveyResponse'], { required: true, updateable: false }),
    reference('SubjectId', ['Account', 'Case', 'Contact', 'Opportunity'], {
      required: true,
      updateable: false,
    }),
    picklist('SubjectEntityType', ['Account', 'Case', 'Contact', 'Opportunity'], { readOnly: true }),
    reference('SurveyId', 'Survey', { readOnly: true }),
    reference('SurveyInvitationId', 'SurveyInvitation', { readOnly: true }),
    reference('SurveyResponseId', 'SurveyResponse', { readOnly: true }),
  ],
  { customisable: false },
)

/**
 * Objects of Salesforce Surveys. Of the first characters of their ids, those of surveys and invitations are Salesforce's; the
 * others are made up.
 */
export const SURVEY_OBJECTS: readonly ObjectDefinition[] = [
  survey,
  surveyQuestion,
  surveyInvitation,
  surveyResponse,
  surveyQuestionResponse,
  surveySubject,
]
