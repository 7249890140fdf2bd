import { localDay } from '@rapport/metrics'
import { saveStageState } from '@rapport/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { givePeople, giveScores } from '../../testing/experience.ts'
import { openTestWorkspace, type TestWorkspace } from '../../testing/workspace.ts'
import { describeCustomers } from '../describe-customers.ts'
import { healthBackTestReport } from './health-back-test-report.ts'
import { healthReport } from './health-report.ts'

const health = (customer: number, on: string, score: number, band: string, since = on) => ({
  ...{ customer, policy: 'health@1', on, values: { health_score: score }, why: `Health ${score}.` },
  explanation: { standing: { band, since: localDay(since, 'UTC') } },
})
const value = (
  customer: number,
  on: string,
  clv: number,
  risk: string,
  segment = 'loyal',
  contract?: string,
) => ({
  ...{ customer, policy: 'btyd@1', on, values: { clv, churn_risk: risk, segment } },
  explanation: contract === undefined ? {} : { contract: { status: contract } },
})

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
  const { store } = opened.workspace
  await givePeople(store, {
    Ada: ['crm/a'],
    Ben: ['crm/b'],
    Cem: ['crm/c'],
    Dia: ['crm/d'],
    Eva: ['crm/e'],
    Fin: ['crm/f'],
  })
  await giveScores(store, [
    ...[1, 2, 3, 4].map((customer) => value(customer, '2026-03-01', 100, 'low')),
    health(1, '2026-03-01', 3, 'risk'),
    health(2, '2026-03-01', 8, 'good'),
    health(3, '2026-03-01', 8, 'good'),
    // Lost already, so that the score foretells nothing of it.
    value(5, '2026-03-01', 1, 'high'),
    value(1, '2026-06-30', 500, 'low'),
    value(2, '2026-05-20', 40, 'high', 'lost'),
    value(2, '2026-06-30', 40, 'high', 'lost'),
    // A contract that runs is not lost, however likely it is to end.
    value(3, '2026-06-30', 900, 'high', 'loyal', 'current'),
    value(4, '2026-06-30', 10, 'medium', 'at_risk'),
    value(5, '2026-06-30', 1, 'high', 'lost'),
    health(1, '2026-06-30', 3.4, 'risk', '2026-05-01'),
    health(2, '2026-06-30', 2.1, 'risk'),
    health(3, '2026-06-30', 7.4, 'good'),
    { ...health(4, '2026-06-30', 0, 'watch'), values: {}, explanation: { standing: null } },
    health(6, '2026-07-20', 1, 'risk'),
  ])
})
afterAll(() => opened[Symbol.asyncDispose]())

test('without a scoring there is no report', async () => {
  expect(await healthReport(opened.workspace, { band: 'risk', limit: 5, grouping: null })).toBeNull()
  await saveStageState(opened.workspace.store.db, 'score', { asOf: '2026-06-30' })
})

test('customers are counted by band, those without a score by the reason', async () => {
  const report = await healthReport(opened.workspace, { band: 'risk', limit: 5, grouping: 'segment' })
  expect(report).toMatchObject({ asOf: '2026-06-30', policy: 'health@1', currency: 'EUR' })
  expect(report?.total).toEqual({
    ...{ customers: 6, good: 1, watch: 0, risk: 2, median: 3.4 },
    unknown: { tooLittleKnown: 1, nothingKnown: 2 },
  })
  expect(report?.groups.map(({ group, customers, risk }) => [group, customers, risk])).toEqual([
    ['loyal', 2, 1],
    ['at_risk', 1, 0],
    ['lost', 2, 1],
    [null, 1, 0],
  ])
})

test('those at risk come with their value, since when and why, the most valuable first', async () => {
  const report = await healthReport(opened.workspace, { band: 'risk', limit: 5, grouping: null })
  expect(report?.customers.map(({ name, clv, score }) => [name, clv, score])).toEqual([
    ['Ada', 500, 3.4],
    ['Ben', 40, 2.1],
  ])
  expect(report?.customers[0]).toMatchObject({
    ...{ records: ['crm/contact:a'], since: '2026-05-01', change: 0.4, why: 'Health 3.4.' },
  })
})

test('a customer is at risk by its segment or by its health', async () => {
  const described = await describeCustomers(opened.workspace, [1, 3, 4, 6])
  expect([1, 3, 4, 6].map((id) => described.get(id)?.isAtRisk)).toEqual([true, false, true, null])
})

test('past health is tested against who was lost since, by what was stored', async () => {
  const report = await healthBackTestReport(opened.workspace, { windowDays: 90 })
  expect(report).toMatchObject({ asOf: '2026-06-30', tested: '2026-04-01', customers: 4 })
  expect(report?.test).toMatchObject({
    ...{ n: 3, unknownScores: 1, churn: { count: 1, of: 3 }, auc: null, worstDecile: null, bandUnknown: 0 },
    // Ben was good 60 days before 20 May.
    greenBefore: { count: 1, of: 1 },
  })
})

test('a window before the first stored health is not tested; the report says from when on it can be', async () => {
  const report = await healthBackTestReport(opened.workspace, { windowDays: 180 })
  expect(report).toMatchObject({ test: null, historySince: '2026-03-01', possibleFrom: '2026-08-28' })
})
