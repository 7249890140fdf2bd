import { healthBackTest } from '@rapport/metrics'
import type { HealthBackTestReport } from '@rapport/run'
import { expect, test } from 'vitest'
import { backTestLines } from './back-test-text.ts'

const report: HealthBackTestReport = {
  policies: { health: 'health@1', churn: 'churn-risk@1' },
  asOf: '2026-06-30',
  windowDays: 90,
  tested: '2026-04-01',
  historySince: '2026-01-01',
  possibleFrom: '2026-04-01',
  customers: 60,
  test: null,
}

test('a history that is too short has no figure, and the day on which there will be one', () => {
  expect(backTestLines({ ...report, historySince: '2026-06-01', possibleFrom: '2026-08-30' })).toEqual([
    'Health is stored since 2026-06-01, which is less than 90 days before 2026-06-30: this back-test can be done from 2026-08-30 on.',
    'A shorter --window can be tested sooner.',
  ])
})

test('figures stand with their intervals and the counts they are of', () => {
  const lost = [2, 2.5, 3, 3.5, 8].map((score, index) => ({
    ...{
      score,
      churned: true,
      bandBefore: index < 3 ? ('risk' as const) : index === 3 ? ('good' as const) : null,
    },
  }))
  const kept = Array.from({ length: 55 }, () => ({ score: 7, churned: false, bandBefore: null }))
  const lines = backTestLines({ ...report, test: healthBackTest([...lost, ...kept]) })
  expect(lines).toEqual(
    expect.arrayContaining([
      'Lost: 5 of 60 with a score, 8.3 % (95 %: 3.6 % to 18.1 %).',
      expect.stringMatching(/^AUC: 0\.800 \(95 %: 0\.\d+ to 0\.\d+\); 0\.5 is a coin, 1 a perfect order\.$/),
      expect.stringMatching(/^Lift in the worst tenth: 8\.00 ×; 66\.7 % of it were lost \(95 %: .*\)\.$/),
      'Good 60 days before they were lost: 1 of 4, 25.0 % (95 %: 4.6 % to 69.9 %). Of 1 more the band of that time is unknown.',
    ]),
  )
})

test('what cannot be told says why', () => {
  const lines = backTestLines({
    ...report,
    test: healthBackTest([{ score: 4, churned: false, bandBefore: null }]),
  })
  expect(lines).toEqual(
    expect.arrayContaining([
      'AUC: unknown, since fewer than 5 were lost, or fewer than 5 kept.',
      'Lift in the worst tenth: unknown under 50 customers with a score, and where nobody was lost.',
      'Good 60 days before they were lost: unknown, since nobody was lost.',
    ]),
  )
})
