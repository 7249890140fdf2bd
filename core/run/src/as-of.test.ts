import { configuration } from '@rapport/config'
import { expect, test } from 'vitest'
import { evaluationDate, mustHaveCome } from './as-of.ts'

const inZone = (timezone: string) => configuration.parse({ timezone })
const at = (instant: string) => Date.parse(instant)

test('Everything is evaluated as of the last complete day of the zone', () => {
  expect(evaluationDate(inZone('UTC'), at('2026-07-01T00:00:00Z'))).toBe('2026-06-30')
  expect(evaluationDate(inZone('UTC'), at('2026-06-30T23:59:59Z'))).toBe('2026-06-29')
})

test('At one moment it is another day in another zone', () => {
  const moment = at('2026-07-01T10:30:00Z')
  expect(evaluationDate(inZone('Pacific/Kiritimati'), moment)).toBe('2026-07-01')
  expect(evaluationDate(inZone('Europe/Berlin'), moment)).toBe('2026-06-30')
  expect(evaluationDate(inZone('Pacific/Niue'), moment)).toBe('2026-06-29')
})

test('A day is over at its own midnight also when the clocks change', () => {
  expect(evaluationDate(inZone('Europe/Berlin'), at('2026-03-29T21:59:59Z'))).toBe('2026-03-28')
  expect(evaluationDate(inZone('Europe/Berlin'), at('2026-03-29T22:00:00Z'))).toBe('2026-03-29')
  expect(evaluationDate(inZone('Europe/Berlin'), at('2026-10-25T22:59:59Z'))).toBe('2026-10-24')
  expect(evaluationDate(inZone('Europe/Berlin'), at('2026-10-25T23:00:00Z'))).toBe('2026-10-25')
})

test('A day that is set is taken', () => {
  const set = configuration.parse({ metrics: { asOf: '2025-12-31' } })
  expect(evaluationDate(set, at('2026-07-01T10:30:00Z'))).toBe('2025-12-31')
})

test('A set day that is still to come in the zone is a mistake of the set-up; today is not', () => {
  const set = (timezone: string) => configuration.parse({ timezone, metrics: { asOf: '2026-07-02' } })
  const moment = at('2026-07-01T22:30:00Z')
  expect(() => mustHaveCome(set('Europe/Berlin'), moment)).not.toThrow()
  expect(() => mustHaveCome(inZone('UTC'), moment)).not.toThrow()
  expect(() => mustHaveCome(set('UTC'), moment)).toThrow(
    expect.objectContaining({
      kind: 'config',
      message:
        'metrics.asOf in rapport.yaml is 2026-07-02, which is still to come (today is 2026-07-01 in UTC): set a day that has passed, or take it out for the last complete day',
    }),
  )
})
