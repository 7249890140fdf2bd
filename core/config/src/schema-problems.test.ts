import { describe, expect, it } from 'vitest'
import { connected, found } from './testing/found-problems.ts'

describe('keys and values', () => {
  it('an unknown key is told with the key that was meant', () => {
    expect(found('timezone: UTC\nmetrics:\n  value:\n    horizonMonth: 12\n')).toEqual([
      [4, 5, 'metrics.value.horizonMonth', 'unknown key', 'did you mean "horizonMonths"?'],
    ])
  })

  it('an unknown key that resembles nothing is told with the keys that exist', () => {
    expect(found('guardRails:\n  colour: red\n')).toEqual([
      [
        2,
        3,
        'guardRails.colour',
        'unknown key',
        'known here: maxChangedShare, jumpShare, maxClearedShare, minRecords',
      ],
    ])
  })

  it('a wrong type is told with what must stand there', () => {
    expect(found('metrics:\n  value:\n    margin: lots\n')).toEqual([
      [3, 13, 'metrics.value.margin', 'must be a number above 0, up to 1; found "lots"', null],
    ])
  })

  it('a percentage is told as the share to write', () => {
    expect(found('metrics:\n  value:\n    discount: 10 %\n')).toEqual([
      [3, 15, 'metrics.value.discount', 'must be a number from 0 to 1; found "10 %"', 'write 0.1'],
    ])
  })

  it('a number out of range is told with the range', () => {
    expect(found('guardRails: { maxChangedShare: 50 }\n')).toEqual([
      [1, 32, 'guardRails.maxChangedShare', 'must be a number from 0 to 1; found 50', null],
    ])
  })

  it('a value outside a list is told with the one that was meant', () => {
    expect(found('metrics:\n  value:\n    model: bgnbd\n')).toEqual([
      [
        3,
        12,
        'metrics.value.model',
        'must be one of auto, mbg-nbd, pareto-nbd, bg-nbd, simple, historic; found "bgnbd"',
        'did you mean "bg-nbd"?',
      ],
    ])
  })

  it('a date that is none is told', () => {
    expect(found('metrics:\n  asOf: 2024-02-30\n')).toEqual([
      [2, 9, 'metrics.asOf', 'must be a date, YYYY-MM-DD or null; found "2024-02-30"', null],
    ])
  })

  it('an empty group is told at its key', () => {
    expect(found('currency: USD\nmetrics:\n')).toEqual([
      [2, 1, 'metrics', 'is empty: must be a group of keys', 'fill it or remove the line'],
    ])
  })

  it('an element of a list is told by its index', () => {
    expect(found(`${connected}writeBack:\n  hubspot:\n    contact:\n      - clv\n      - 3\n`)).toEqual([
      [9, 9, 'writeBack.hubspot.contact[1]', 'must be text; found 3', 'write "3" in quotes'],
    ])
  })
})
