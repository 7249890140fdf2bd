import { type SurveyAnswer, surveyReport } from '@rapport/metrics'
import type { ExperienceReport } from '@rapport/run'
import { expect, test } from 'vitest'
import { advocatesLines } from './advocates-text.ts'
import { experienceReportLines } from './experience-report-text.ts'

const answer = (personId: string, score: number): SurveyAnswer => ({
  ...{ personId, score, at: 0, delivered: null, wave: null, question: null },
  scale: { kind: 'nps', min: 0, max: 10, direction: 'higher' },
})
const reportOf = (scores: readonly number[]) =>
  surveyReport(
    scores.map((score, index) => answer(String(index), score)),
    { asOf: 1 },
  )

const report: ExperienceReport = {
  asOf: '2026-06-30T21:59:59.999Z',
  from: '2025-07-01',
  to: '2026-06-30',
  policies: { nps: 'nps@1', csat: 'csat@1', ces: 'ces@1', csi: 'csi@1' },
  n: { surveys: 8, answered: 8, setAside: 1 },
  total: reportOf([10, 10, 9, 7, 2, 9, 9]),
  grouping: 'agent',
  groups: [
    { group: 'desk/ann', label: 'Ann', report: reportOf([10, 10, 9, 7, 2]) },
    { group: null, label: null, report: reportOf([9, 9]) },
  ],
  setAside: [{ record: 'crm/surveyResponse:7', reason: 'the score 11 is not on its scale' }],
}

test('groups stand under their names, those without a score too, above all answers', () => {
  expect(experienceReportLines(report)).toEqual([
    'Surveys answered, or sent, from 2025-07-01 to 2026-06-30: 8 answers of 7 people; one a person counts in each wave of 30 days, the latest.',
    '',
    'NPS: promoters (9–10) less detractors (0–6)',
    'agent        scale  answers    NPS  95 % margin  promoters  passives  detractors  responses',
    'Ann *        0–10         5  +40.0       ± 70.1     60.0 %    20.0 %      20.0 %',
    'none         0–10         2',
    'all answers  0–10         7  +57.1       ± 54.0     71.4 %    14.3 %      14.3 %',
    'Without a score: under 5 answers are no score.',
    '',
    '* small sample: fewer than 30 answers.',
    '',
    'Responses are unknown where a source gives answers alone, and does not tell which surveys it delivered.',
    "Policies nps@1, csat@1, ces@1, csi@1. Intervals of shares are Wilson's, of means Student's t.",
    '',
    'Set aside: 1 answer',
    'crm/surveyResponse:7: the score 11 is not on its scale',
  ])
})

test('promoters stand under the rule of invitations', () => {
  const requests = ['referral', 'case_study', 'reference'] as const
  const lines = advocatesLines({
    ...{ asOf: report.asOf, from: report.from, to: report.to, requests, anonymous: 1 },
    invitations: 'Never promoters alone.',
    advocates: [
      {
        name: 'Ada',
        records: ['crm/contact:a'],
        customerId: 1,
        score: 9,
        answeredAt: '2026-03-09T10:00:00Z',
        requests,
      },
    ],
  })
  expect(lines).toEqual([
    '1 promoter by the latest NPS answer from 2025-07-01 to 2026-06-30: to ask for a referral, a case study or a reference.',
    'Never promoters alone.',
    '1 more answered without saying who they are, and cannot be asked.',
    '',
    'person               answer  answered',
    'Ada (crm/contact:a)       9  2026-03-09',
  ])
})
