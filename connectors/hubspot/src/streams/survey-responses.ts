import type { SurveyScale } from '../settings.ts'
import { UnusableValue } from '../values.ts'
import type { ObjectDescription, SourceReader } from './object-description.ts'
import { defineObjectStream } from './object-stream.ts'

type Kind = NonNullable<SurveyScale['kind']>

/** What the survey types of HubSpot measure. Own and knowledge-base surveys measure nothing that is known here. */
const kinds: Readonly<Record<string, Kind>> = { NPS: 'nps', CSAT: 'csat', CES: 'ces' }

/**
 * Scales that follow from the survey's type: NPS is 0 to 10 by its definition, and HubSpot's CES is 1 to 7. CSAT has one of
 * several (three faces, five stars), which a submission does not tell.
 */
const scales: Partial<Readonly<Record<Kind, SurveyScale>>> = {
  nps: { scaleMin: 0, scaleMax: 10, higherIsBetter: true },
  ces: { scaleMin: 1, scaleMax: 7, higherIsBetter: true },
}

const description: ObjectDescription<'surveyResponse'> = {
  entity: 'surveyResponse',
  objectType: 'feedback_submissions',
  modifiedProperty: 'hs_lastmodifieddate',
  properties: [
    'hs_survey_type',
    'hs_survey_id',
    'hs_survey_name',
    'hs_value',
    'hs_submission_timestamp',
    'hs_createdate',
    'hs_contact_id',
    'hs_ticket_id',
    'hs_content',
  ],
  mappable: {},
  linked: [],
  isOptional: true,
  basis: async ({ settings }) => settings.surveyScales,
  convert: (source) => {
    const measured = scaleOf(source)
    if (measured === null) return null
    const text = source.text('hs_value')
    const score = text === null ? null : Number(text)
    const { kind, scaleMin, scaleMax, higherIsBetter } = measured
    if (score !== null && !(score >= scaleMin && score <= scaleMax)) {
      throw new UnusableValue(
        'hs_value',
        text ?? '',
        `on the scale of the survey, ${scaleMin} to ${scaleMax}`,
      )
    }
    const at = source.instant('hs_submission_timestamp') ?? source.instant('hs_createdate')
    if (at === null) throw new UnusableValue('hs_submission_timestamp', '', 'a date or time')
    const contact = source.text('hs_contact_id')
    return {
      id: source.record.id,
      kind,
      score,
      scaleMin,
      scaleMax,
      higherIsBetter,
      contacts: contact === null ? [] : [{ id: contact, primary: true }],
      ticketId: source.text('hs_ticket_id'),
      at,
      comment: source.text('hs_content'),
    }
  },
}

/** Answers to NPS, CSAT and CES surveys. */
export const surveyResponses = defineObjectStream(description)

/** What the survey measures and how; null where it measures nothing known. @throws UnusableValue where its scale is unknown. */
function scaleOf(source: SourceReader): (SurveyScale & { readonly kind: Kind }) | null {
  const type = source.text('hs_survey_type')?.toUpperCase() ?? ''
  const id = source.text('hs_survey_id') ?? ''
  const named = source.facts.settings.surveyScales[id]
  const kind = named?.kind ?? kinds[type]
  if (kind === undefined) return null
  const scale = named ?? scales[kind]
  if (scale === undefined) {
    throw new UnusableValue(
      'hs_value',
      source.text('hs_value') ?? '',
      'on a known scale',
      remedyFor(source, id),
    )
  }
  return { ...scale, kind }
}

/** What an admin can do about a survey whose scale nobody knows. */
function remedyFor(source: SourceReader, id: string): string {
  const name = source.text('hs_survey_name')
  return `HubSpot does not tell the scale of the survey ${id}${name === null ? '' : ` "${name}"`}: say it with the setting surveyScales, such as {"${id}": {scaleMin: 1, scaleMax: 5}}.`
}
