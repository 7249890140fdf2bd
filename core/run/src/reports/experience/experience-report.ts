import {
  CES_POLICY,
  CSAT_POLICY,
  CSI_POLICY,
  NPS_POLICY,
  type SurveyReport,
  SurveyTally,
  surveyProblem,
} from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { Workspace } from '../../workspace.ts'
import { groupNames } from '../named-groups.ts'
import type { SelectedDays } from './answer-slice.ts'
import { answersByPerson, type StoredAnswer } from './stored-answers.ts'

/** By what the answers of a report are grouped: what their tickets are about, or what they say themselves. */
export const SURVEY_GROUPINGS = [
  'channel',
  'agent',
  'team',
  'topic',
  'customer',
  'month',
  'connection',
] as const
export type SurveyGrouping = (typeof SURVEY_GROUPINGS)[number]

/** What a report on surveys is asked for. */
export interface ExperienceReportRequest {
  readonly days: SelectedDays
  readonly grouping: SurveyGrouping | null
  /** See `personWaves`. */
  readonly waveDays: number
}

/** The answers of one group. */
export interface ExperienceGroup {
  /** Null for answers that have no such thing: no ticket, or one without an agent. */
  readonly group: string | null
  /** For people. */
  readonly label: string | null
  readonly report: SurveyReport
}

/** An answer that no score counts. */
export interface AnswerSetAside {
  /** `connection/surveyResponse:id`. */
  readonly record: string
  readonly reason: string
}

/** What surveys say, from the answers of all sources. */
export interface ExperienceReport {
  /** The moment up to which answers are counted. */
  readonly asOf: string
  readonly from: string
  readonly to: string
  readonly policies: Readonly<Record<'nps' | 'csat' | 'ces' | 'csi', string>>
  /** Surveys in those days, answered ones among them, and those set aside. */
  readonly n: { readonly surveys: number; readonly answered: number; readonly setAside: number }
  readonly total: SurveyReport
  readonly grouping: SurveyGrouping | null
  readonly groups: readonly ExperienceGroup[]
  readonly setAside: readonly AnswerSetAside[]
}

/** Whether any source has given a survey. */
export async function hasSurveys(db: Database): Promise<boolean> {
  const { rows } = await sql<{ exist: boolean }>`
    select exists (select from survey_response where deleted_at is null) as exist`.execute(db)
  return rows[0]?.exist ?? false
}

/**
 * Reports on the surveys of some days: each kind and scale by itself, and the same for each group. The groups add up to the
 * whole. Answers that cannot be counted are listed with the reason.
 */
export async function experienceReport(
  workspace: Workspace,
  { grouping, waveDays, days: { from, to, slice } }: ExperienceReportRequest,
): Promise<ExperienceReport> {
  const tally = new SurveyTally<StoredAnswer>(
    { asOf: slice.to.getTime(), waveDays },
    grouping === null ? null : keyOfAnswer(grouping),
  )
  const n = { surveys: 0, answered: 0 }
  const setAside: (AnswerSetAside & { readonly at: number })[] = []
  for await (const answers of answersByPerson(workspace, slice)) {
    tally.addPerson(answers)
    n.surveys += answers.length
    for (const answer of answers) {
      if (answer.score !== null) n.answered += 1
      const reason = surveyProblem(answer)
      if (reason !== null) setAside.push({ record: answer.record, reason, at: answer.at })
    }
  }
  return {
    asOf: slice.to.toISOString(),
    from,
    to,
    policies: { nps: NPS_POLICY, csat: CSAT_POLICY, ces: CES_POLICY, csi: CSI_POLICY },
    n: { ...n, setAside: setAside.length },
    total: tally.report(),
    grouping,
    groups: await labelled(workspace.store.db, grouping, tally.groups()),
    setAside: setAside
      .toSorted((left, right) => left.at - right.at)
      .map(({ record, reason }) => ({ record, reason })),
  }
}

const keyOfAnswer =
  (grouping: SurveyGrouping) =>
  (answer: StoredAnswer): string | null => {
    if (grouping !== 'customer') return answer[grouping]
    return answer.customerId === null ? null : String(answer.customerId)
  }

async function labelled(
  db: Database,
  grouping: SurveyGrouping | null,
  groups: readonly { readonly key: string | null; readonly report: SurveyReport }[],
): Promise<readonly ExperienceGroup[]> {
  const named = grouping === 'agent' || grouping === 'team' || grouping === 'customer'
  const keys = groups.flatMap(({ key }) => key ?? [])
  const names = named ? await groupNames(db, grouping, keys) : new Map<string, string>()
  return groups.map(({ key, report }) => ({
    group: key,
    label: key === null ? null : (names.get(key) ?? key),
    report,
  }))
}
