import { expect, it, test } from 'vitest'
import { cronProblem, isAlertAddress } from './schedule-problems.ts'
import { connected, found } from './testing/found-problems.ts'

test.each([
  ['* 25 * * *', 'the hour "25" is outside 0 to 23'],
  ['60 * * * *', 'the minute "60" is outside 0 to 59'],
  ['0 2 * * mo', 'the day of the week "mo" is not understood'],
  ['0 2 * 13 *', 'the month "13" is outside 1 to 12'],
  ['0 5-2 * * *', 'the hour "5-2" ends before it begins'],
  ['*/0 * * * *', 'the minute "*/0" has the step "0", which is none'],
  ['0,,5 * * * *', 'the minute "0,,5" has an empty part'],
  ['0 0 31 4,6 *', 'no month has such a day'],
  ['0 2 * *', 'needs five fields, and has 4'],
  ['0 0 2 * * *', 'needs five fields, and has 6'],
  ['@daily', 'abbreviations are not known here'],
])('%s is refused, with the field and what to write', (cron, message) => {
  expect(cronProblem(cron)).toMatchObject({ message, suggestion: expect.stringMatching(/write|such as/) })
})

test.each(['0 2 * * *', '*/15 8-18 * * mon-fri', '0 0 1,15 jan-mar 0', '5/10 * * * 7', '0 0 29 2 *'])(
  '%s is good',
  (cron) => {
    expect(cronProblem(cron)).toBeNull()
  },
)

it('names what is wrong with a schedule at its place, and what was meant', () => {
  const text = `${connected}schedules:
  nightly:
    cron: "0 26 * * *"
    timezone: Europe/Berln
    connections: [hubspto]
    alerts: { channels: [chat] }
  bad name: { cron: "0 2 * * *" }
alerts:
  channels:
    chatt: { slack: { url: https://hooks.slack.com/services/T0/B0/secret } }
    hook: { webhook: { url: "http://example.com/x", secret: env:S } }
    none: {}
`
  expect(found(text).map(([line, , path, message, suggestion]) => [line, path, message, suggestion])).toEqual(
    [
      [7, 'schedules.nightly.cron', 'the hour "26" is outside 0 to 23', expect.stringContaining('0 to 23')],
      [8, 'schedules.nightly.timezone', 'unknown time zone "Europe/Berln"', 'did you mean "Europe/Berlin"?'],
      [9, 'schedules.nightly.connections[0]', 'unknown connection "hubspto"', 'did you mean "hubspot"?'],
      [10, 'schedules.nightly.alerts.channels[0]', 'unknown channel "chat"', 'did you mean "chatt"?'],
      [11, 'schedules.bad name', 'use letters, digits, - and _', null],
      [
        14,
        'alerts.channels.chatt.slack.url',
        'a secret stands here in clear',
        expect.stringContaining('env:NAME'),
      ],
      [15, 'alerts.channels.hook.webhook.url', expect.stringContaining('https://'), expect.any(String)],
      [16, 'alerts.channels.none', 'needs exactly one of email, webhook and slack', null],
    ],
  )
})

it('alerts go to encrypted addresses, or to this machine', () => {
  expect(['https://a.example.com/x', 'http://127.0.0.1:8080/x'].map(isAlertAddress)).toEqual([true, true])
  expect(
    ['http://a.example.com', 'https://user:pass@a.example.com', 'ftp://a', 'nonsense'].map(isAlertAddress),
  ).toEqual([false, false, false, false])
})
