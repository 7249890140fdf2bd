import { describe, expect, test } from 'vitest'
import { joinCovariates, withoutCovariate } from './covariate-columns.ts'
import { designCovariates, standardisedRow, tellingCovariates } from './design.ts'

const unknown = Number.NaN

describe('joining rows of covariates to customers', () => {
  test('is by id, whatever the order, and counts ids without orders and customers without a row', () => {
    const joined = joinCovariates(
      ['a', 'b', 'c'],
      [
        { id: 'c', values: { nps: 9 } },
        { id: 'stranger', values: { nps: 3 } },
        { id: 'a', values: { nps: null, tickets: 4 } },
      ],
    )
    expect(joined.covariates.names).toEqual(['nps', 'tickets'])
    expect(joined.covariates.columns).toEqual([
      Float64Array.of(unknown, unknown, 9),
      Float64Array.of(4, unknown, unknown),
    ])
    expect(joined.unknownIds).toEqual(['stranger'])
    expect(joined.customersWithoutRow).toEqual(['b'])
  })

  test('a customer with two rows is refused', () => {
    const row = { id: 'a', values: { nps: 1 } }
    expect(() => joinCovariates(['a'], [row, row])).toThrow(/^Customer a has two rows/)
  })

  test('a value that is no finite number is refused', () => {
    expect(() => joinCovariates(['a'], [{ id: 'a', values: { nps: Infinity } }])).toThrow(
      /^Covariate nps of customer a is Infinity/,
    )
  })

  test('one covariate can be left out', () => {
    const columns = { names: ['nps', 'csat'], columns: [Float64Array.of(1), Float64Array.of(2)] }
    expect(withoutCovariate(columns, 'nps')).toEqual({ names: ['csat'], columns: [Float64Array.of(2)] })
  })
})

const design = (columns: Readonly<Record<string, readonly number[]>>) =>
  designCovariates(
    { names: Object.keys(columns), columns: Object.values(columns).map((own) => Float64Array.from(own)) },
    Object.values(columns)[0]!.length,
  )

describe('the design', () => {
  test('has covariates with mean 0 and standard deviation 1', () => {
    const { standardised } = design({ nps: [2, 4, 6, 8] })
    const [column] = standardised
    expect(column!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 14)
    expect(column!.reduce((sum, value) => sum + value * value, 0) / 4).toBeCloseTo(1, 14)
  })

  test('puts a value that is not known at the mean of the others, and marks it', () => {
    const made = design({ nps: [2, unknown, 6, 4] })
    expect(made.design.columns.map(({ name }) => name)).toEqual(['nps', 'nps_missing'])
    expect(made.design.columns[0]).toMatchObject({ mean: 4, lowest: 2, highest: 6 })
    expect(made.standardised[0]![1]).toBe(0)
    const marked = made.standardised[1]!
    expect(marked[1]).toBeGreaterThan(0)
    expect(marked[0]).toBe(marked[2])
    expect(marked[0]).toBeLessThan(0)
  })

  test('marks scores that are asked together once', () => {
    const made = design({ nps: [2, unknown, 6, 4, 9, unknown], csat: [5, unknown, 3, 4, 4, unknown] })
    expect(made.design.columns.map(({ name }) => name)).toEqual(['nps', 'csat', 'nps_missing'])
    expect(made.design.leftOut).toEqual(['csat_missing'])
  })

  test.each([
    [
      'constant',
      { nps: [1, 2, 3], region: [7, 7, 7] },
      'Covariate region has the same value for all customers: leave it out.',
    ],
    [
      'constant where it is known',
      { nps: [1, 2, 3], region: [7, unknown, 7] },
      'Covariate region has the same value for all customers: leave it out.',
    ],
    [
      'known of nobody',
      { nps: [unknown, unknown] },
      'Covariate nps is not known of any customer: leave it out.',
    ],
    [
      'the same as another in another unit',
      { minutes: [60, 120, 90, 30], score: [1, 1, 2, 5], hours: [1, 2, 1.5, 0.5] },
      'Covariate hours follows exactly from minutes: leave one of them out.',
    ],
    [
      'the sum of two others',
      { calls: [1, 4, 2, 2], chats: [3, 0, 5, 1], contacts: [4, 4, 7, 3] },
      'Covariate contacts follows exactly from calls, chats: leave one of them out.',
    ],
  ])('refuses a covariate that is %s, with its name', (_, columns, message) => {
    expect(() => design(columns)).toThrow(new RangeError(message))
  })

  test('is not misled by covariates that nearly follow from each other', () => {
    expect(() => design({ a: [1, 2, 3, 4], b: [1, 2, 3, 4.001] })).not.toThrow()
  })

  test('refuses columns of another length, and values without end', () => {
    const columns = { names: ['nps'], columns: [Float64Array.of(1, 2)] }
    expect(() => designCovariates(columns, 3)).toThrow(/^Covariate nps has 2 rows and there are 3 customers/)
    expect(() => design({ nps: [1, Infinity] })).toThrow(/^Covariate nps of row 1 is infinite/)
  })
})

describe('one customer in a design', () => {
  const made = design({ nps: [2, unknown, 6, 4], tickets: [0, 1, 5, 2] })

  test('has the standardised values that the same customer had in the data', () => {
    const second = made.standardised.map((column) => column[1]!)
    expect([...standardisedRow(made.design, { nps: null, tickets: 1 })]).toEqual(second)
  })

  test('needs every covariate, and no other', () => {
    expect(() => standardisedRow(made.design, { nps: 4 })).toThrow(/^Covariate tickets is undefined/)
    expect(() => standardisedRow(made.design, { nps: 4, tickets: 1, csat: 2 })).toThrow(
      'The model was fitted without a covariate csat.',
    )
  })
})

test('covariates that tell the customers at hand nothing can be left out beforehand', () => {
  const told = tellingCovariates({
    names: ['nps', 'constant', 'unknown', 'twice', 'tickets'],
    columns: [
      Float64Array.of(2, 4, unknown, 8),
      Float64Array.of(1, 1, unknown, 1),
      Float64Array.of(unknown, unknown, unknown, unknown),
      Float64Array.of(4, 8, unknown, 16),
      Float64Array.of(0, 3, 1, 0),
    ],
  })
  expect(told.names).toEqual(['nps', 'tickets'])
  expect(() => designCovariates(told, 4)).not.toThrow()
})
