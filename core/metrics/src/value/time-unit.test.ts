import { expect, test } from 'vitest'
import { monthlyDiscount, TIME_UNITS } from './time-unit.ts'

test('a year is 365.25 days and a month 30.4375, in every unit', () => {
  for (const unit of Object.values(TIME_UNITS)) {
    expect(unit.toDays(unit.perYear)).toBeCloseTo(365.25, 10)
    expect(unit.toDays(unit.fromMonths(1))).toBeCloseTo(30.4375, 12)
    expect(unit.toMonths(unit.fromDays(365.25))).toBeCloseTo(12, 12)
  }
  expect(TIME_UNITS.week.fromDays(272)).toBe(272 / 7)
})

test('an annual discount is the same in every unit: a year of e^(−δ) is 1 ÷ (1 + annual)', () => {
  for (const unit of Object.values(TIME_UNITS)) {
    expect(Math.exp(-unit.discountRate(0.1) * unit.perYear)).toBeCloseTo(1 / 1.1, 14)
  }
  expect(TIME_UNITS.week.discountRate(0.1)).toBeCloseTo(Math.log(1.1) / (365.25 / 7), 16)
  expect((1 + monthlyDiscount(0.1)) ** 12).toBeCloseTo(1.1, 13)
})

test('a rate that cannot be is refused', () => {
  expect(() => TIME_UNITS.day.discountRate(-1)).toThrow(/annual discount rate is -1/)
  expect(() => TIME_UNITS.day.discountRate(Number.NaN)).toThrow(RangeError)
})
