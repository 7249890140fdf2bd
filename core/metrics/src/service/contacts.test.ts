import { describe, expect, test } from 'vitest'
import { asks, bot, created, metricsOf, moment, reopened, replies, solved } from './testing/history.ts'

const text = { kind: 'text' }
const chat = created('09:00', { channel: 'chat' })
const answered = (events: Parameters<typeof metricsOf>[0]) =>
  metricsOf(events).contacts.map((contact) => contact.answered)

describe('a contact', () => {
  test('of e-mail is a turn: what follows a reply is another', () => {
    expect(
      answered([created('09:00'), asks('09:00'), asks('09:05'), replies('09:10'), asks('09:20')]),
    ).toEqual([true, false])
  })

  test('of chat goes on for gaps of at most 30 minutes, whoever speaks', () => {
    const events = [
      chat,
      asks('09:00', text),
      bot('09:25'),
      replies('09:50', text),
      asks('10:20', text),
      asks('10:50:01', text),
    ]
    expect(metricsOf(events).contacts).toEqual([
      { startedAt: moment('09:00'), endedAt: moment('10:20'), answered: true },
      { startedAt: moment('10:50:01'), endedAt: moment('10:50:01'), answered: false },
    ])
  })

  test('of messaging goes on for gaps of at most 24 hours', () => {
    const whatsapp = created('09:00', { channel: 'WhatsApp' })
    const events = [
      whatsapp,
      asks('09:00', text),
      replies('2026-03-03T09:00', text),
      asks('2026-03-04T09:00', text),
    ]
    expect(answered(events)).toEqual([true])
    expect(answered([...events, asks('2026-03-05T09:01', text)])).toEqual([true, false])
  })

  test('is a session where the source has them, however long the gap', () => {
    const session = (id: string) => ({ ...text, sessionId: id })
    const events = [
      chat,
      asks('09:00', session('a')),
      asks('12:00', session('a')),
      asks('12:01', session('b')),
    ]
    expect(answered([...events, replies('12:02', session('b'))])).toEqual([false, true])
  })

  test('is each call', () => {
    const call = (ringAt: string, answeredAt: string) => asks(ringAt, { kind: 'call', ringAt, answeredAt })
    const phone = created('09:00', { channel: 'phone' })
    expect(answered([phone, call('09:00', '09:01'), call('09:10', '09:11')])).toEqual([true, true])
  })

  test('of e-mail ends with the resolution', () => {
    const events = [
      created('09:00'),
      asks('09:00'),
      solved('09:10'),
      asks('09:20'),
      reopened('09:20'),
      replies('09:30'),
    ]
    expect(answered(events)).toEqual([false, true])
  })

  test('of chat is another than the call before it', () => {
    const call = asks('09:00', { kind: 'call', ringAt: '09:00', answeredAt: '09:01' })
    expect(answered([chat, call, asks('09:10', text)])).toEqual([true, false])
  })

  test('that no agent answered in its session is not answered by the next one', () => {
    expect(answered([chat, asks('09:00', text), asks('11:00', text), replies('11:05', text)])).toEqual([
      false,
      true,
    ])
  })
})

describe('touches', () => {
  const touches = (events: Parameters<typeof metricsOf>[0]) => metricsOf(events).touches

  test('are runs of replies by e-mail', () => {
    const opened = [created('09:00'), asks('09:00')]
    expect(touches([...opened, replies('09:10'), replies('09:20')])).toBe(1)
    expect(touches([...opened, replies('09:10'), asks('09:20'), replies('09:30')])).toBe(2)
  })

  test('count each chat session once', () => {
    const morning = [
      chat,
      asks('09:00', text),
      replies('09:01', text),
      asks('09:02', text),
      replies('09:03', text),
    ]
    expect(touches(morning)).toBe(1)
    expect(touches([...morning, asks('15:00', text), replies('15:01', text)])).toBe(2)
  })
})

test('what other systems count', () => {
  const metrics = metricsOf([
    created('09:00'),
    asks('09:00'),
    replies('09:10', { authorId: 'a1' }),
    replies('09:20', { authorId: 'a2' }),
    replies('09:25', { authorId: 'a3', visibility: 'private' }),
    asks('09:30'),
    replies('09:40', { kind: 'call', authorId: 'a1', answeredAt: '09:40' }),
    solved('10:00'),
  ])
  expect(metrics).toMatchObject({
    qualifyingReplies: 3,
    agentMessages: 2,
    customerMessages: 2,
    repliers: 2,
    timesResolved: 1,
    everPendingOrOnHold: false,
  })
})
