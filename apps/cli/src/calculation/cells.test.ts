import { Buffer } from 'node:buffer'
import { localDay, localDayOfInstant } from '@rapport/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AmountCell, NOT_UNITS, UNKNOWN_AMOUNT } from './amount-cell.ts'
import { badAmount, badDate } from './bad-row.ts'
import { DateCell, NO_TIME } from './date-cell.ts'
import { decimalText } from './decimal-text.ts'

function readDate(text: string, timeZone = 'UTC'): number | null {
  const cell = new DateCell(timeZone === 'UTC' ? null : (ms) => localDayOfInstant(ms, timeZone))
  const bytes = Buffer.from(`x${text}x`)
  return cell.read(bytes, 1, bytes.length - 1) ? cell.day : null
}

function readAmount(text: string): { units: number; decimals: number } | null {
  const cell = new AmountCell()
  const bytes = Buffer.from(`x${text}x`)
  return cell.read(bytes, 1, bytes.length - 1) ? { units: cell.units, decimals: cell.decimals } : null
}

describe('a date', () => {
  it('is the local day of the calendar, for every day from the year 0 to 9999', () => {
    const days = fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(days, (date) => {
        const text = date.toISOString().slice(0, 10)
        expect(readDate(text, 'Europe/Berlin')).toBe(localDay(text, 'Europe/Berlin'))
      }),
    )
  })

  it('with a time and an offset is a moment, and has the local day of the moment', () => {
    const moments = fc.date({ min: new Date('1970-01-01'), max: new Date('2037-12-31'), noInvalidDate: true })
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Apia')
    const endings = fc.constantFrom('Z', '+02:00', '-0930', '+14:00')
    fc.assert(
      fc.property(moments, zones, endings, (date, zone, ending) => {
        const text = `${date.toISOString().slice(0, -1)}${ending}`
        expect(readDate(text, zone)).toBe(localDay(text, zone))
      }),
    )
  })

  it.each([
    ['2024-03-31 23:30', '2024-03-31'],
    ['2024-03-31T23:30:00.123456', '2024-03-31'],
    ['2024-03-31T24:00:00', '2024-04-01'],
    ['2024-03-31 22:30:00 Z', '2024-04-01'],
    ['2024-03-31T22:30:00Z', '2024-04-01'],
    ['2024-03-31 22:30:00+00', '2024-04-01'],
  ])('%s is a moment of Berlin: without an offset its local time', (text, day) => {
    expect(readDate(text, 'Europe/Berlin')).toBe(localDay(day, 'UTC'))
  })

  it.each([
    '',
    '2024-3-1',
    '31.03.2024',
    '20240331',
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-03-31T',
    '2024-03-31T10',
    '2024-03-31T25:00:00Z',
    '2024-03-31T10:60:00Z',
    '2024-03-31T10:00:61Z',
    '2024-03-31T10:00:00.Z',
    '2024-03-31T10:00:00+2',
    '2024-03-31T10:00:00+02:',
    '2024-03-31T10:00:00Zz',
    '2024-03-31 ',
    ' 2024-03-31',
  ])('"%s" is none', (text) => {
    expect(readDate(text)).toBeNull()
  })

  it('alone has no time, which tells it from its midnight', () => {
    const cell = new DateCell(null)
    const bytes = Buffer.from('2024-03-31T00:00:00Z')
    cell.read(bytes, 0, 10)
    expect(cell.time).toBe(NO_TIME)
    cell.read(bytes, 0, 20)
    expect(cell.time).toBe(0)
  })

  it.each([
    ['20240331', 'date "20240331" is not an ISO 8601 date: write 2024-03-31'],
    [
      '31.03.2024',
      'date "31.03.2024" is not an ISO 8601 date: write it as 2024-03-31 or 2024-03-31T14:30:00Z',
    ],
    ['2024-02-30', 'date "2024-02-30" is not in the calendar: correct the day or the time'],
    ['', 'date is missing: write it as 2024-03-31'],
  ])('"%s" is refused with the way to write it', (text, message) => {
    expect(badDate(text)).toBe(message)
  })
})

describe('an amount', () => {
  it.each([
    ['0', 0, 0],
    ['-0.00', 0, 2],
    ['12', 12, 0],
    ['-12.50', -1250, 2],
    ['12.5000', 125, 1],
    ['12.3450', 12345, 3],
    ['000000000000000001.10', 11, 1],
    ['99999999999999.9', 999999999999999, 1],
    ['29.330000000000002', 29.330000000000002, NOT_UNITS],
    ['9007199254740992', 9007199254740992, NOT_UNITS],
    ['', UNKNOWN_AMOUNT, 0],
    ['0.000', 0, 0],
  ])('%s is read exactly', (text, units, decimals) => {
    expect(readAmount(text)).toEqual({ units, decimals })
  })

  it('of 400 digits is none: no number is so large', () => {
    const text = '9'.repeat(400)
    expect(readAmount(text)).toBeNull()
    expect(readAmount(`-${text}.5`)).toBeNull()
    expect(badAmount(text)).toBe(`amount "${'9'.repeat(60)}…" is too large: correct it`)
    expect(readAmount('9'.repeat(300))).toEqual({ units: 1e300, decimals: NOT_UNITS })
  })

  it.each(['.5', '5.', '+5', '1e5', '12,50', '$5', ' 5', '5 ', '-', '--5', '1.2.3', 'NaN', '1_000'])(
    '"%s" is none',
    (text) => {
      expect(readAmount(text)).toBeNull()
    },
  )

  it.each([
    ['12,50', 'write 12.50'],
    ['1.234,50', 'write 1234.50'],
    ['1,234.50', 'write 1234.50'],
    ['1,234,567', 'write 1234567'],
    ['1,234', 'write 1234 or 1.234'],
    ['-1,5', 'write -1.5'],
    ['€12.50', 'write 12.50'],
    ['12,50 EUR', 'write 12.50'],
    ["CHF 1'234.50", 'write 1234.50'],
    ['(12.50)', 'write -12.50'],
    ['\u221212.50', 'write -12.50'],
    ['+5', 'write 5'],
    ['.5', 'write 0.5'],
    ['5.', 'write 5'],
    ['1e5', 'write it without an exponent'],
    ['0x10', 'write a number such as 1234.50, or nothing where it is unknown'],
    ['N/A', 'leave the cell empty where the amount is unknown'],
    ['much', 'write a number such as 1234.50, or nothing where it is unknown'],
  ])('"%s" is refused with the way to write it', (text, advice) => {
    expect(badAmount(text)).toBe(`amount "${text}" is not a number: ${advice}`)
  })
})

describe('doubles', () => {
  it('are written as the decimal number that reads back as them', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = decimalText(value)
        expect(text).toMatch(/^-?\d+(\.\d+)?$/)
        expect(Number(text)).toBe(value === 0 ? 0 : value)
      }),
    )
  })
})
