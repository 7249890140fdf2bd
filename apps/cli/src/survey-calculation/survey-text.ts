import { INVITATION_RULE } from '@rapport/metrics'
import { count } from '../quantities.ts'
import { countOf, lengthText } from '../value-calculation/figure-text.ts'
import type { surveyResult } from './survey-result.ts'
import { surveyTables } from './survey-tables.ts'

type Result = ReturnType<typeof surveyResult>

/** How many rows set aside are shown; all are in the JSON. */
const SHOWN = 10

/** The calculation as people read it: a table for each kind, under headings. */
export function surveyLines(result: Result): string[] {
  const { asOf, waveDays, n, advocates, setAside } = result
  return [
    `As of ${asOf}: ${countOf(n.answered, 'answer', 'answers')} of ${countOf(n.people, 'person', 'people')}; one a person counts in each wave of ${lengthText(waveDays)} days, the latest.`,
    ...(n.afterAsOf === 0 ? [] : [`${countOf(n.afterAsOf, 'row', 'rows')} after that day not looked at.`]),
    ...surveyTables(result),
    '',
    `${countOf(advocates, 'promoter', 'promoters')} to ask for a referral, a case study or a reference. ${INVITATION_RULE}`,
    ...setAsideLines(setAside),
  ]
}

function setAsideLines(rows: Result['setAside']): string[] {
  if (rows.length === 0) return []
  return [
    '',
    `Set aside: ${countOf(rows.length, 'row', 'rows')}`,
    ...rows.slice(0, SHOWN).map(({ line, reason }) => `line ${line}: ${reason}`),
    ...(rows.length > SHOWN ? [`The first ${SHOWN} of ${count(rows.length)}; --json has all.`] : []),
  ]
}
