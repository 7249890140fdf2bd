import { describe, expect, test } from 'vitest'
import {
  asks,
  created,
  event,
  hours,
  metricsOf,
  minutes,
  moment,
  reopened,
  replies,
  solved,
  status,
} from './testing/history.ts'

const opened = [created('09:00'), asks('09:00')]

describe('a resolution', () => {
  test('is the entry into solved or closed; from solved to closed nothing is resolved again', () => {
    const metrics = metricsOf([...opened, solved('10:00'), status('2026-03-06T10:00', 'solved', 'closed')])
    expect(metrics).toMatchObject({
      timesResolved: 1,
      category: 'closed',
      resolvedAt: moment('10:00'),
      fullResolution: { calendarSeconds: hours(1) },
      requesterWait: { calendarSeconds: hours(1) },
    })
  })

  test('counts from the customer’s message where the ticket was created later', () => {
    const { cycles } = metricsOf([created('09:30'), asks('09:00'), solved('10:00')])
    expect(cycles).toMatchObject([
      { startedAt: moment('09:00'), firstResolution: { calendarSeconds: hours(1) } },
    ])
  })

  test('that is stamped before the request was made with it', () => {
    const metrics = metricsOf([...opened, status('08:58', 'open', 'solved')])
    expect(metrics).toMatchObject({
      firstResolution: { calendarSeconds: 0 },
      requesterWait: { calendarSeconds: 0 },
      resolvedAt: moment('09:00'),
    })
  })

  test('is open again after an agent’s own reopening, in the same cycle', () => {
    const slip = [...opened, replies('09:10'), solved('09:11'), reopened('09:20')]
    expect(metricsOf(slip)).toMatchObject({
      cycles: [{ firstResolvedAt: moment('09:11'), lastResolvedAt: null }],
      fullResolution: null,
      resolvedAt: null,
      reopenings: [{ by: 'agent', solvedWithoutReply: null }],
    })
    const again = metricsOf([...slip, solved('11:00')])
    expect(again.cycles).toHaveLength(1)
    expect([again.firstResolution, again.fullResolution]).toMatchObject([
      { calendarSeconds: minutes(11) },
      { calendarSeconds: hours(2) },
    ])
  })
})

describe('a reopening', () => {
  const resolved = [...opened, replies('09:10'), solved('09:11')]
  const by = (...after: Parameters<typeof metricsOf>[0]) =>
    metricsOf([...resolved, ...after]).reopenings.map((one) => one.by)

  test('is the customer’s where the customer wrote since the resolution', () => {
    expect(by(asks('10:00'), reopened('10:00'))).toEqual(['customer'])
    expect(by(asks('10:00'), reopened('2026-03-04T10:00'))).toEqual(['customer'])
  })

  test('is the customer’s where the message that caused it is stamped a moment later', () => {
    const events = [...resolved, reopened('10:00:00'), asks('10:00:30'), replies('10:05'), solved('10:06')]
    const { reopenings, cycles } = metricsOf(events)
    expect(reopenings).toMatchObject([{ by: 'customer', replied: true, solvedWithoutReply: false }])
    expect(cycles).toMatchObject([
      { lastResolvedAt: moment('09:11') },
      { startedAt: moment('10:00'), lastResolvedAt: moment('10:06') },
    ])
    expect(by(reopened('10:00'), asks('10:01:01'))).toEqual(['agent'])
    expect(by(reopened('10:00'), replies('10:00:10'), asks('10:00:30'))).toEqual(['agent'])
    expect(by(reopened('10:00'), solved('10:00:10'), asks('10:00:30'))).toEqual(['agent'])
  })

  test('is an agent’s where the customer’s message had been answered', () => {
    expect(by(asks('10:00'), replies('10:05'), reopened('10:06'))).toEqual(['agent'])
  })

  test('is whose the source says, except that a machine acts for whoever wrote', () => {
    expect(by(asks('10:00'), reopened('10:00', { by: 'agent' }))).toEqual(['agent'])
    expect(by(reopened('10:00', { by: 'customer' }))).toEqual(['customer'])
    expect(by(asks('10:00'), reopened('10:00', { by: 'system' }))).toEqual(['customer'])
    expect(by(reopened('10:00', { by: 'system' }))).toEqual(['system'])
  })

  test('is not told from a history that begins with it', () => {
    const metrics = metricsOf([...opened, reopened('10:00')])
    expect(metrics).toMatchObject({ reopenings: [], timesResolved: 0, category: 'open' })
  })
})

test('without a recorded status a reply is flagged', () => {
  expect(metricsOf([...opened, replies('09:10')]).flags).toEqual(['reply_without_status'])
})

test('the last answer to the survey counts', () => {
  const answers = [
    event('survey', '11:00', { resolved: false }),
    event('survey', '12:00', { resolved: true, satisfaction: 9 }),
  ]
  expect(metricsOf([...opened, ...answers]).survey).toEqual({ resolved: true, satisfaction: 9 })
  expect(metricsOf(opened).survey).toBeNull()
})
