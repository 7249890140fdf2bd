import type { SurveyReport } from '@rapport/metrics'
import type { ExperienceReport } from '@rapport/run'
import { count } from '../quantities.ts'
import { groupedSurveyTables, type NamedScores, surveyTables } from '../survey-calculation/survey-tables.ts'
import { countOf, lengthText } from '../value-calculation/figure-text.ts'

/** How many groups, and how many answers that were set aside, are shown; all are in the JSON. */
const GROUPS_SHOWN = 30
const SET_ASIDE_SHOWN = 10

/** Below it, a figure of an agent says more of chance than of a person. */
const smallSample = 30

/** The report as people read it: a table for each kind of survey, one line a scale, or a scale and group. */
export function experienceReportLines(report: ExperienceReport): string[] {
  const { from, to, n, total, policies } = report
  return [
    `Surveys answered, or sent, from ${from} to ${to}: ${countOf(n.answered, 'answer', 'answers')} of ${countOf(total.people, 'person', 'people')}; one a person counts in each wave of ${lengthText(total.waveDays)} days, the latest.`,
    ...tablesOf(report),
    '',
    ...responseLines(total),
    `Policies ${Object.values(policies).join(', ')}. Intervals of shares are Wilson's, of means Student's t.`,
    ...setAsideLines(report),
  ]
}

const answersOf = ({ scales }: SurveyReport): number =>
  scales.reduce((sum, { figures }) => sum + figures.n, 0)

function tablesOf({ grouping, groups, total }: ExperienceReport): string[] {
  if (grouping === null) return surveyTables(total)
  // In order of time, else those of which most is known first.
  const sorted =
    grouping === 'month'
      ? groups
      : groups.toSorted((left, right) => answersOf(right.report) - answersOf(left.report))
  const shown = sorted.slice(grouping === 'month' ? -GROUPS_SHOWN : 0).slice(0, GROUPS_SHOWN)
  const named = shown.map(({ group, label, report }): NamedScores => {
    const small = grouping === 'agent' && group !== null && answersOf(report) < smallSample
    return { name: `${label ?? 'none'}${small ? ' *' : ''}`, scores: report }
  })
  return [
    ...groupedSurveyTables(grouping, [...named, { name: 'all answers', scores: total }]),
    ...(groups.length > shown.length
      ? ['', `${GROUPS_SHOWN} of ${count(groups.length)} groups are shown; --json has all.`]
      : []),
    ...(grouping === 'agent' ? ['', `* small sample: fewer than ${smallSample} answers.`] : []),
  ]
}

function responseLines({ scales }: SurveyReport): string[] {
  const unknown = scales.some(({ responses }) => responses.deliveryUnknown > 0)
  return unknown
    ? [
        'Responses are unknown where a source gives answers alone, and does not tell which surveys it delivered.',
      ]
    : []
}

function setAsideLines({ setAside }: ExperienceReport): string[] {
  if (setAside.length === 0) return []
  return [
    '',
    `Set aside: ${countOf(setAside.length, 'answer', 'answers')}`,
    ...setAside.slice(0, SET_ASIDE_SHOWN).map(({ record, reason }) => `${record}: ${reason}`),
    ...(setAside.length > SET_ASIDE_SHOWN
      ? [`The first ${SET_ASIDE_SHOWN} of ${count(setAside.length)}; --json has all.`]
      : []),
  ]
}
