import { describe, expect, test } from 'vitest'
import { businessCalendar, scheduleFile } from './business-time/index.ts'
import { RAPPORT_SERVICE_POLICY } from './service-policy.ts'
import {
  asks,
  bot,
  created,
  event,
  hours,
  metricsOf,
  minutes,
  moment,
  officeHours,
  reopened,
  replies,
  solved,
  status,
} from './testing/history.ts'

const opened = [created('09:00'), asks('09:00')]
const target = (seconds: number, clock: 'calendar' | 'business' = 'calendar') => ({
  policy: { ...RAPPORT_SERVICE_POLICY, firstResponseTarget: { seconds, clock, byPriority: {} } },
})

describe('a turn of the customer', () => {
  test('ends with a reply, and the next message starts the next reply time', () => {
    const { turns, longestWait, openWait } = metricsOf(
      [...opened, replies('09:10'), asks('10:00'), replies('11:00'), asks('11:30')],
      { asOf: moment('12:00') },
    )
    expect(turns.map(({ reply }) => reply?.calendarSeconds)).toEqual([minutes(10), hours(1), undefined])
    expect(longestWait?.calendarSeconds).toBe(hours(1))
    expect(openWait?.calendarSeconds).toBe(minutes(30))
  })

  test('ends with a resolution; a message that reopens starts a new one', () => {
    const { turns } = metricsOf([
      ...opened,
      solved('09:30'),
      asks('12:00'),
      reopened('12:00'),
      replies('12:20'),
    ])
    expect(turns).toMatchObject([
      { startedAt: moment('09:00'), closedAt: moment('09:30'), outcome: 'closed' },
      { startedAt: moment('12:00'), reply: { calendarSeconds: minutes(20) }, outcome: 'met' },
    ])
  })

  test('does not start with a "thanks" after the resolution that nothing follows', () => {
    const { turns, openWait, passedOver, contacts } = metricsOf([
      ...opened,
      replies('09:10'),
      solved('09:11'),
      asks('09:30'),
      event('message', '09:40', { direction: 'out', author: 'campaign' }),
      status('2026-03-06T09:30', 'solved', 'closed'),
    ])
    expect(turns).toHaveLength(1)
    expect(openWait).toBeNull()
    expect(passedOver).toEqual([
      {
        at: moment('09:30'),
        event: 'email in by customer',
        id: null,
        because: 'written after the resolution, which it did not undo',
      },
      { at: moment('09:40'), event: 'text out by campaign', id: null, because: 'campaign' },
    ])
    expect(contacts.map(({ answered }) => answered)).toEqual([true, false])
  })

  test('starts with a message after the resolution that somebody answers', () => {
    const { turns } = metricsOf([
      ...opened,
      replies('09:10'),
      solved('09:11'),
      asks('09:30'),
      replies('09:45'),
    ])
    expect(turns[1]).toMatchObject({ startedAt: moment('09:30'), reply: { calendarSeconds: minutes(15) } })
  })

  test('is asked by the creation where an agent answers a form before the customer writes', () => {
    const { firstResponse, contacts } = metricsOf([
      created('09:00'),
      replies('09:20'),
      asks('09:40'),
      replies('09:50'),
    ])
    expect(firstResponse.human?.calendarSeconds).toBe(minutes(20))
    expect(contacts.map(({ answered }) => answered)).toEqual([true, true])
  })

  test('starts with the first message where that comes some time after the creation', () => {
    const { firstResponse } = metricsOf([created('09:00'), asks('09:10'), replies('09:20')])
    expect(firstResponse.human?.calendarSeconds).toBe(minutes(10))
  })

  test('starts with a missed call, when it rang', () => {
    const call = asks('09:01', { kind: 'call', ringAt: '09:00', endedAt: '09:01' })
    const { firstResponse } = metricsOf([created('09:01'), call, replies('09:30')])
    expect(firstResponse.human?.calendarSeconds).toBe(minutes(30))
  })

  test('ends with a call back that is answered, not with one that is not', () => {
    // Systems log calls as private records.
    const call = (at: string, answeredAt: string | null) =>
      replies(at, { kind: 'call', answeredAt, visibility: 'private' })
    const { firstResponse, passedOver } = metricsOf([...opened, call('09:10', null), call('09:30', '09:31')])
    expect(firstResponse.human?.calendarSeconds).toBe(minutes(31))
    expect(passedOver).toMatchObject([{ because: 'call not answered' }])
  })

  test('waits, and is answered, by what was known: a call that is taken later than the evaluation rings', () => {
    const call = asks('09:00', { kind: 'call', ringAt: '09:00', answeredAt: '09:02' })
    const { turns } = metricsOf([created('09:00'), call], { asOf: moment('09:01') })
    expect(turns).toMatchObject([{ repliedAt: null, waiting: { calendarSeconds: 60 } }])
  })

  test('is not answered by a reaction or by what was not delivered', () => {
    const { turns, passedOver } = metricsOf([
      ...opened,
      replies('09:10', { kind: 'reaction' }),
      replies('09:20', { delivered: false }),
    ])
    expect(turns[0]?.repliedAt).toBeNull()
    expect(passedOver.map(({ because }) => because)).toEqual(['reaction', 'undelivered'])
  })
})

describe('with a bot', () => {
  test('a turn that it answered waits for nobody until the customer writes again', () => {
    const answered = [...opened, bot('09:01')]
    const asOf = moment('15:00')
    expect(metricsOf(answered, { asOf })).toMatchObject({
      firstResponse: { undefinedBecause: 'bot_answered', outcome: null },
      openWait: null,
    })
    expect(metricsOf([...answered, asks('09:05')], { asOf })).toMatchObject({
      firstResponse: { undefinedBecause: 'unanswered', outcome: 'missed' },
      openWait: { calendarSeconds: hours(6) },
    })
  })

  test('what it says after the handoff takes nothing off the people', () => {
    const { openWait, firstResponse } = metricsOf(
      [...opened, event('bot_handoff', '09:05'), replies('09:10'), asks('10:00'), bot('10:01')],
      { asOf: moment('11:00') },
    )
    expect(openWait?.calendarSeconds).toBe(hours(1))
    expect(firstResponse.human?.calendarSeconds).toBe(minutes(5))
  })

  test('a ticket that was resolved is the bot’s again', () => {
    const { flags, turns } = metricsOf([
      ...opened,
      replies('09:10'),
      solved('09:11'),
      asks('12:00'),
      reopened('12:00'),
      bot('12:00'),
      solved('12:30'),
    ])
    expect(turns[1]).toMatchObject({ botResolved: true, outcome: null })
    expect(flags).toEqual([])
  })

  test('a greeting before the first message is no answer to it', () => {
    const chat = created('09:00', { channel: 'chat' })
    const { openWait } = metricsOf([chat, bot('09:00:01'), asks('09:01')], { asOf: moment('10:00') })
    expect(openWait?.calendarSeconds).toBe(minutes(59))
  })

  test('whom nobody was handed a person answers from the customer’s first message', () => {
    const { firstResponse } = metricsOf([...opened, bot('09:01'), replies('09:30')])
    expect(firstResponse.human).toEqual(firstResponse.customer)
    expect(firstResponse.human?.calendarSeconds).toBe(minutes(30))
  })

  test('its greeting answers nothing, even where bots count', () => {
    const policy = { ...RAPPORT_SERVICE_POLICY, countBot: true }
    const chat = created('09:00', { channel: 'chat' })
    const events = [chat, bot('09:00:01'), asks('09:00:30', { kind: 'text' }), bot('09:00:35')]
    const { firstResponse, contacts } = metricsOf(events, { policy })
    expect(firstResponse.customer?.calendarSeconds).toBe(5)
    expect(contacts).toHaveLength(1)
  })
})

describe('a target', () => {
  test('is met up to its last moment, and missed after it', () => {
    const of = (at: string) => metricsOf([...opened, replies(at)]).breached
    expect([of('11:00'), of('11:00:01')]).toEqual([false, true])
  })

  test('of business time that is used up as the day closes is met all night', () => {
    const calendar = officeHours('UTC')
    const of = (at: string) =>
      metricsOf([created('15:00'), asks('15:00'), replies(at)], { calendar, ...target(hours(2), 'business') })
    expect(of('20:00')).toMatchObject({
      breached: false,
      firstResponse: { dueAt: moment('2026-03-03T09:00') },
    })
    expect(of('2026-03-03T09:00:01').breached).toBe(true)
  })

  test('of business time without a schedule leaves the outcome unknown, and says so', () => {
    const metrics = metricsOf([...opened, replies('09:10')], target(hours(2), 'business'))
    expect(metrics).toMatchObject({ breached: null, firstResponse: { outcome: null, dueAt: null } })
    expect(metrics.flags).toContain('no_schedule')
  })

  test('is that of the priority when the turn started', () => {
    const byPriority = { urgent: minutes(10) }
    const policy = {
      ...RAPPORT_SERVICE_POLICY,
      firstResponseTarget: { seconds: hours(2), clock: 'calendar', byPriority },
    } as const
    const urgent = event('priority', '09:00', { from: null, to: 'urgent' })
    const lowered = event('priority', '09:05', { from: 'urgent', to: 'constructor' })
    expect(metricsOf([...opened, urgent, lowered, replies('09:11')], { policy })).toMatchObject({
      breached: true,
      priority: 'constructor',
    })
    expect(metricsOf([...opened, lowered, replies('09:09')], { policy }).turns[0]?.targetSeconds).toBe(
      minutes(10),
    )
  })

  test('is that of the creation for what was asked before it', () => {
    const policy = {
      ...RAPPORT_SERVICE_POLICY,
      firstResponseTarget: { seconds: hours(2), clock: 'calendar', byPriority: { high: minutes(5) } },
    } as const
    const events = [asks('09:00'), created('09:01'), replies('09:10')]
    const targetOf = (at: string) =>
      metricsOf([...events, event('priority', at, { to: 'high' })], { policy }).turns[0]?.targetSeconds
    expect([targetOf('09:01'), targetOf('09:02')]).toEqual([minutes(5), hours(2)])
  })

  test('is by the schedule when the turn started, however late it was handed over', () => {
    const calendar = businessCalendar(
      scheduleFile.parse({
        schedules: [
          { id: 'day', timezone: 'UTC', weekly: { mon: ['09:00-17:00'] } },
          { id: 'weekend', from: '2027-01-01', timezone: 'UTC', weekly: { sun: ['09:00-17:00'] } },
        ],
      }),
    )
    const { firstResponse } = metricsOf(
      [
        ...opened,
        event('schedule_applied', '09:30', { schedule: 'weekend' }),
        bot('09:10'),
        event('bot_handoff', '10:00'),
        replies('12:01'),
      ],
      { calendar, ...target(hours(2), 'business') },
    )
    expect(firstResponse).toMatchObject({
      dueAt: moment('12:00'),
      outcome: 'missed',
      human: { businessSeconds: 0 },
    })
  })

  test('is judged by the turn after one that was closed in time without a reply', () => {
    const closed = [...opened, solved('09:30'), asks('12:00'), reopened('12:00')]
    expect(metricsOf([...closed, replies('15:00')])).toMatchObject({
      breached: true,
      firstResponse: { outcome: 'missed', dueAt: moment('14:00') },
    })
    expect(metricsOf(closed, { asOf: moment('13:00') }).firstResponse.outcome).toBe('pending')
  })

  test('of the first response is not that of the turns after it', () => {
    const events = [...opened, replies('09:10'), asks('10:00'), replies('15:00')]
    expect(metricsOf(events).turns.map(({ outcome }) => outcome)).toEqual(['met', null])
    const nextReplyTarget = { seconds: hours(1), clock: 'calendar', byPriority: {} } as const
    const { turns } = metricsOf(events, { policy: { ...RAPPORT_SERVICE_POLICY, nextReplyTarget } })
    expect(turns.map(({ outcome }) => outcome)).toEqual(['met', 'missed'])
  })

  test('that passed before the ticket was closed without a reply stays missed, whatever follows', () => {
    const closed = [...opened, solved('12:00')]
    const answered = [...closed, asks('15:00'), reopened('15:00'), replies('15:05')]
    expect(metricsOf(answered)).toMatchObject({
      breached: true,
      firstResponse: {
        human: { calendarSeconds: minutes(5) },
        customer: { calendarSeconds: minutes(365) },
        outcome: 'missed',
      },
    })
  })
})
