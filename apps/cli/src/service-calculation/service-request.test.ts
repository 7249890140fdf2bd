import { expect, test } from 'vitest'
import { checkServiceRequest, type ServiceRequest } from './service-request.ts'

const usual: ServiceRequest = {
  events: 'events.jsonl',
  asOf: '2026-03-31',
  policy: 'rapport-fcr-7d@1',
  target: '2h',
}
const check = (change: Partial<ServiceRequest>) => checkServiceRequest({ ...usual, ...change })
const checking = (change: Partial<ServiceRequest>) => () => check(change)

test('A request is understood', () => {
  expect(check({})).toEqual({
    events: 'events.jsonl',
    asOf: '2026-03-31',
    schedule: null,
    policy: {
      kind: 'rapport',
      id: 'rapport-fcr-7d@1',
      policy: { id: 'rapport-fcr-7d@1', windowDays: 7, sameTopic: false },
    },
    targetSeconds: 7_200,
  })
})

test('The file and the evaluation must be given', () => {
  const { events: _, ...withoutEvents } = usual
  const { asOf: __, ...withoutMoment } = usual
  expect(() => checkServiceRequest(withoutEvents)).toThrow('Give --events FILE.jsonl.')
  expect(() => checkServiceRequest(withoutMoment)).toThrow('Give --as-of, the day or moment of evaluation')
})

test.each(['2026-03-31', '2026-03-31T12:00Z', '2026-03-31T12:00:00.5+02:00'])('--as-of takes %s', (asOf) => {
  expect(check({ asOf }).asOf).toBe(asOf)
})

test.each(['2026-02-30', '31.3.2026', '2026-03-31T12:00:00', '2026-02-30T12:00:00Z', '2026-03-31T25:00Z'])(
  '--as-of does not take %s',
  (asOf) => {
    expect(checking({ asOf })).toThrow(`--as-of is "${asOf}"; write a day of the calendar`)
  },
)

test('The target is a length of time', () => {
  expect(['30m', '1.5h', '1d'].map((target) => check({ target }).targetSeconds)).toEqual([
    1_800, 5_400, 86_400,
  ])
  for (const target of ['2', '2 hours', '0h', '-1h']) {
    expect(checking({ target })).toThrow(`--target is "${target}"; write a number and its unit`)
  }
})

test.each([
  ['rapport-fcr-3d@1', { windowDays: 3, sameTopic: false }],
  ['rapport-fcr-14d@1', { windowDays: 14, sameTopic: false }],
  ['rapport-fcr-30d-topic@1', { windowDays: 30, sameTopic: true }],
])('The policy %s is one of Rapport', (id, policy) => {
  expect(check({ policy: id }).policy).toEqual({ kind: 'rapport', id, policy: { id, ...policy } })
})

test.each([
  'zendesk-one-touch',
  'zendesk-messaging',
  'freshservice',
  'zoho',
  'intercom',
  'hubspot-one-touch',
])('The policy %s is that of another system', (id) => {
  expect(check({ policy: id }).policy).toEqual({ kind: 'preset', id })
})

test('An unknown policy is told with the nearest one', () => {
  expect(checking({ policy: 'rapport-fcr-7d' })).toThrow('did you mean "rapport-fcr-7d@1"?')
  expect(checking({ policy: 'zendesk-onetouch' })).toThrow('did you mean "zendesk-one-touch"?')
  expect(checking({ policy: 'best' })).toThrow('--policy "best" is not known: there are rapport-fcr-3d@1,')
})

test('What is written takes the place of nothing that is read', () => {
  expect(checking({ out: './events.jsonl' })).toThrow('--out ./events.jsonl is another file of this command')
  expect(checking({ schedule: 'hours.yaml', out: 'hours.yaml' })).toThrow('--out hours.yaml is another file')
})
