import { expect, test } from 'vitest'
import { cronInWords } from './cron-in-words.ts'

test.each([
  ['0 2 * * *', 'Every day at 02:00'],
  ['30 3 * * 1-5', 'Every Monday, Tuesday, Wednesday, Thursday, and Friday at 03:30'],
  ['0 9,17 * * sun', 'Every Sunday at 09:00 and 17:00'],
  ['0 9 * * 0,7', 'Every Sunday at 09:00'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['*/15 8-10 * * *', 'Every 15 minutes, in the hours 08, 09, and 10'],
  ['0 * * * *', 'Every hour, on the hour'],
  ['5 * * * *', 'Every hour, at minute 5'],
  ['0 * * * mon', 'Every Monday, every hour, on the hour'],
  ['0 */2 * * *', 'Every 2 hours, on the hour'],
  ['5 */2 * * *', 'Every 2 hours, at minute 5'],
  ['0 */6 * * *', 'Every day at 00:00, 06:00, 12:00, and 18:00'],
  ['0 6 1,15 * *', 'On day 1 and 15 of the month at 06:00'],
  ['0 6 1 * mon', 'On day 1 of the month, and every Monday at 06:00'],
  ['0 6 1 jan,jul *', 'On day 1 of the month at 06:00, in January and July'],
])('%s is told as %s', (cron, told) => {
  expect(cronInWords(cron)).toBe(told)
})

test.each(['', '0 2 * *', '0 26 * * *', '60 * * * *', '*/0 * * * *', 'x 2 * * *', '0 5-2 * * *'])(
  '%s is no time, and nothing is told of it',
  (cron) => {
    expect(cronInWords(cron)).toBeNull()
  },
)
