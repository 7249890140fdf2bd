import type { EntityInput } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import type { SalesforceSettings, SurveyQuestion } from '../settings.ts'
import { readChildren } from './children.ts'
import type { ObjectStream } from './object-stream.ts'
import type { RecordReader } from './record-reader.ts'
import type { Convert } from './source-object.ts'

const questionType = {
  path: 'Question.QuestionType',
  object: 'SurveyQuestion',
  field: 'QuestionType',
} as const
const participant = {
  path: 'Invitation.ParticipantId',
  object: 'SurveyInvitation',
  field: 'ParticipantId',
} as const

/** Questions whose type says what they measure, and on which scale. Ratings and sliders have scales of their own. */
const byType: Readonly<Record<string, SurveyQuestion>> = {
  NPS: { kind: 'nps', scaleMin: 0, scaleMax: 10, higherIsBetter: true },
  CSAT: { kind: 'csat', scaleMin: 1, scaleMax: 5, higherIsBetter: true },
}

/** What surveys and invitations are about, by the id of the survey's response or invitation. */
export type SurveySubjects = ReadonlyMap<string, { readonly ticketId?: string; readonly contactId?: string }>

/** Answers to questions of Salesforce Surveys that measure something. */
export const surveyResponses: ObjectStream<'surveyResponse'> = {
  entity: 'surveyResponse',
  sources: [
    {
      object: 'SurveyQuestionResponse',
      stamp: 'SystemModstamp',
      fields: ['ResponseId', 'InvitationId', 'QuestionId', 'NumberValue', 'ChoiceValue', 'CreatedDate'],
      related: [questionType, participant],
      mappable: {},
      prepare: async (ctx) => {
        const readSubjects = await prepareSubjects(ctx)
        let subjects: SurveySubjects = new Map()
        const load = async (records: readonly RecordReader[]): Promise<void> => {
          const ids = records.flatMap((record) => [record.text('ResponseId'), record.text('InvitationId')])
          const parents = [...new Set(ids.filter((id) => id !== null))]
          if (readSubjects !== null) subjects = await readSubjects(parents)
        }
        const convert: Convert<'surveyResponse'> = (record) =>
          surveyResponseOf(record, subjects, ctx.settings)
        return Object.assign(convert, { load })
      },
    },
  ],
}

/** Null for an answer that measures nothing known, or is text. */
export function surveyResponseOf(
  record: RecordReader,
  subjects: SurveySubjects,
  settings: Pick<SalesforceSettings, 'surveyQuestions'>,
): EntityInput<'surveyResponse'> | null {
  const question =
    settings.surveyQuestions[record.text('QuestionId') ?? ''] ??
    byType[record.text(questionType.path)?.toUpperCase() ?? '']
  const score = record.number('NumberValue') ?? choiceOf(record)
  const at = record.instant('CreatedDate')
  if (question === undefined || score === null || at === null) return null
  const parents = [record.text('ResponseId'), record.text('InvitationId')]
  const found = parents.flatMap((parent) => subjects.get(parent ?? '') ?? [])
  const asked = record.text(participant.path)
  const contact =
    found.find(({ contactId }) => contactId !== undefined)?.contactId ??
    (asked?.startsWith('003') === true ? asked : null)
  return {
    id: record.id,
    ...question,
    score,
    at,
    contacts: contact === null ? [] : [{ id: contact, primary: true }],
    ticketId: found.find(({ ticketId }) => ticketId !== undefined)?.ticketId ?? null,
  }
}

/** A choice that is a number. */
function choiceOf(record: RecordReader): number | null {
  const text = record.text('ChoiceValue')
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null
}

async function prepareSubjects(
  ctx: SalesforceContext,
): Promise<((parents: readonly string[]) => Promise<SurveySubjects>) | null> {
  const object = 'SurveySubject'
  const described = await describeObject(ctx, object)
  if (described === null || !described.fields.has('SubjectId')) return null
  return async (parents) => {
    const subjects = new Map<string, { ticketId?: string; contactId?: string }>()
    const query = { object, parent: 'ParentId', fields: ['SubjectId'] }
    for await (const row of readChildren(ctx, query, parents)) {
      const [parent, subject] = [String(row.ParentId), String(row.SubjectId)]
      const known = subjects.get(parent) ?? {}
      // The first letters of an id tell what it is of: 500 a case, 003 a contact.
      if (subject.startsWith('500')) subjects.set(parent, { ...known, ticketId: subject })
      if (subject.startsWith('003')) subjects.set(parent, { ...known, contactId: subject })
    }
    return subjects
  }
}
