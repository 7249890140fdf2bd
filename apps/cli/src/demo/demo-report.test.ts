import { expect, it } from 'vitest'
import { demoReport } from './demo-report.ts'
import type { DemoOutcome, TopCustomer } from './demo-run.ts'

const customer = (id: number): TopCustomer => ({
  id,
  record: `hubspot/contact:${id}`,
  name: `Customer ${id}`,
  clv: 100 + id,
  low: 50,
  high: 200,
  why: `Worth about $${100 + id}: ${id} orders.`,
})
const top = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(customer)
const outcome: DemoOutcome = {
  crm: 'hubspot',
  until: '30 June 1998',
  result: {
    runId: 1,
    state: 'succeeded',
    dryRun: false,
    connections: null,
    read: { 'hubspot/contact': 10 },
    customers: 10,
    scored: 10,
    planned: { 'hubspot/contact': 10 },
    written: 10,
    rejected: 0,
    drifted: 0,
    calls: { made: 2, reads: 1, writes: 1 },
    throttled: 0,
    planIds: [1],
    seconds: 1,
    secondsByStep: {},
    waitingUntil: null,
    message: null,
    failure: null,
  },
  firstRun: true,
  floor: 2,
  top,
  dealsInBoth: null,
  readBack: [],
  configFile: '.rapport/demo/rapport.yaml',
}

it('each of the most valuable customers stands there with its interval and the reason below it', () => {
  const lines = demoReport(outcome)
  for (const { record, why } of top) {
    const at = lines.findIndex((line) => line.startsWith(`${record} `))
    expect(lines[at]).toContain('$50.00 to $200.00')
    expect(lines[at + 1]).toBe(`  ${why}`)
  }
})

it('the next command is one that can be typed as it stands', () => {
  expect(demoReport(outcome)).toContain(
    '  npx rapport --config .rapport/demo/rapport.yaml explain hubspot/contact:1 clv',
  )
})

it('what each system holds in the end stands under its name', () => {
  const lines = demoReport({
    ...outcome,
    crm: 'salesforce',
    floor: null,
    firstRun: false,
    readBack: [
      {
        system: 'Salesforce',
        url: 'http://127.0.0.1:1/sobjects/Contact/003',
        values: { Rapport_Clv__c: 12.5 },
      },
    ],
  })
  expect(lines).toContain('What Salesforce holds now (GET /sobjects/Contact/003):')
  expect(lines).toContain('  Rapport_Clv__c             12.5')
  expect(lines).toContain('Calls: 2 made.')
  expect(lines).toContain('Or start over: npm run demo -- --crm salesforce --reset')
})

it('how many deals stand in both systems is said once, where there are two', () => {
  expect(demoReport({ ...outcome, crm: 'both', dealsInBoth: 5_540 })).toContain(
    '5,540 deals stand in both; counted once.',
  )
  expect(demoReport(outcome).join()).not.toContain('stand in both')
})

it('says how long the stand-ins go on where it is served', () => {
  const served = demoReport(outcome, true)
  expect(served.at(-1)).toBe('The stand-ins run until you stop this with Ctrl-C.')
  expect(served.join()).not.toContain('ran for the demo only')
})
