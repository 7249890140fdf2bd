import { nextReplyFigures, type ServiceCounts, serviceFigures, wantedPositions } from '@rapport/metrics'
import type { ServiceReport } from '@rapport/run'
import { expect, it } from 'vitest'
import { serviceReportLines } from './service-report-text.ts'

const counts: ServiceCounts = {
  n: 8,
  answered: 6,
  met: 5,
  missed: 2,
  overdue: 1,
  pending: 1,
  closedWithoutReply: 0,
  resolved: 4,
  reopened: 1,
  totalSeconds: 6 * 3_600,
  fcrJudged: 4,
  fcrResolved: 2,
  fcrMaturing: 0,
  netJudged: 4,
  netResolved: 2,
  repeatContacts: 2,
  surveyAnswers: 0,
  surveyResolved: 0,
  satisfactionAnswers: 0,
  satisfactionSum: 0,
}
const shown = {
  n: 8,
  figures: serviceFigures(
    counts,
    wantedPositions(6).map(() => 3_600),
  ),
  nextReply: nextReplyFigures(
    { answered: 2, totalSeconds: 1_200 },
    wantedPositions(2).map(() => 600),
  ),
  ...{ change: null, nextReplyChange: null },
}
const report: ServiceReport = {
  asOf: '2026-06-30T21:59:59.999Z',
  policies: { service: 'rapport-service@1', fcr: 'rapport-fcr-7d@1' },
  targetSeconds: 7_200,
  targetClock: 'calendar',
  dayOf: 'start',
  clock: 'calendar',
  from: '2026-04-01',
  to: '2026-06-30',
  comparedWith: null,
  grouping: 'agent',
  customers: null,
  total: { ...shown, group: null, label: null },
  groups: [
    { ...shown, group: 'desk/a1', label: 'Ann' },
    {
      group: 'desk/a2',
      label: 'Ben',
      n: 3,
      figures: null,
      nextReply: null,
      change: null,
      nextReplyChange: null,
    },
  ],
  vendorReported: { tickets: 0, answered: 0, median: null },
}

it('shows next replies beside first ones, and of an agent with few tickets only how many', () => {
  expect(serviceReportLines(report)).toEqual([
    'Tickets begun from 2026-04-01 to 2026-06-30, as of 2026-06-30; calendar time, target 2 h 00 min of calendar time.',
    '',
    'agent        n  answered  overdue      median                   95 %         p90           95 %  ≤ 2 h 00 min   95 %     FCR   95 %  judged  next replies  median     p90',
    'Ann *        8         6        1  1 h 00 min  1 h 00 min–1 h 00 min  1 h 00 min  not estimable        71.4 %  36–92  50.0 %  15–85       4             2  10 min  10 min',
    'Ben *        3',
    'all tickets  8         6        1  1 h 00 min  1 h 00 min–1 h 00 min  1 h 00 min  not estimable        71.4 %  36–92  50.0 %  15–85       4             2  10 min  10 min',
    '',
    'Pending 1, closed without a reply 0, maturing for FCR 0. Beside it: reopened 25.0 %, repeat contacts 50.0 %, FCR without topics that need more 50.0 %.',
    '* small sample: fewer than 30 answered; under 5 tickets or next replies an agent has no figures of them.',
    "Policies rapport-service@1 and rapport-fcr-7d@1. Quantiles are over answered tickets, with 95 % intervals; intervals of shares are Wilson's. An agent's time runs from the assignment.",
  ])
})

it('shows the next replies of an agent with few tickets, and the tickets of one with few next replies', () => {
  const [ann, ben] = serviceReportLines({
    ...report,
    groups: [
      { ...shown, group: 'desk/a1', label: 'Ann', nextReply: null },
      { ...shown, group: 'desk/a2', label: 'Ben', n: 3, figures: null },
    ],
  }).filter((line) => line.includes(' *'))
  expect(ann).toMatch(/^Ann \* +8 +6 +1 .* 15–85 +4$/)
  expect(ben).toMatch(/^Ben \* +3 +2 +10 min +10 min$/)
})

it('says by which clock the target counts, where the times are by the other', () => {
  const [head, , headings] = serviceReportLines({ ...report, clock: 'business' })
  expect(head).toContain('business time, target 2 h 00 min of calendar time')
  expect(headings).toContain('≤ 2 h 00 min calendar')
})

it('says that each event counts on its own day', () => {
  const [head] = serviceReportLines({ ...report, dayOf: 'event' })
  expect(head).toContain('What happened from 2026-04-01 to 2026-06-30')
})
