import { customerParameters, TIMING_MODELS } from '@rapport/metrics'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ValueCalculation } from './calculate-value.ts'
import { roundNumberNear } from './covariate-associations.ts'
import { timingCovariateModels } from './covariate-models.ts'
import { cdnowRows } from './testing/cdnow.ts'
import { collected } from './testing/collected.ts'
import { lines, transactionLines, valued, valueRequest } from './testing/value-files.ts'
import { jsonParts } from './value-output.ts'
import type { ValueRequest } from './value-request.ts'
import { valueResult } from './value-result.ts'
import { valueText } from './value-text.ts'

const asOf = '1997-09-30'
const rows = cdnowRows()

/** Large orders and many of them go with a high score. */
function scoresOf(customers: readonly string[]): readonly string[] {
  const spent = new Map<string, number>()
  for (const row of customers) {
    const [id = '', , amount = ''] = row.split(',')
    spent.set(id, (spent.get(id) ?? 0) + Number(amount))
  }
  return [...spent].map(
    ([id, sum], place) => `${id},${Math.round(Math.log1p(sum)) + (place % 5)},${place % 2}`,
  )
}

const cdnow = () => ({
  transactions: transactionLines(...rows),
  covariates: lines('customer_id,score,even', ...scoresOf(rows)),
})

const textOf = (calculation: ValueCalculation, changes: Partial<ValueRequest>) =>
  [...valueText(valueRequest(changes), calculation)].join('')

describe('covariates with the model that auto leads with', () => {
  const request = { asOf } as const
  let calculation: ValueCalculation
  beforeAll(async () => {
    calculation = await valued(cdnow(), request)
  })

  it('are fitted as with that model set', async () => {
    const { choice, outcome } = calculation.purchases?.fitted ?? {}
    expect(choice?.outcome).toBe('mbg-nbd')
    expect(outcome).toBe('mbg-nbd')
    const set = await valued(cdnow(), { asOf, model: 'mbg-nbd' })
    expect(calculation.purchases?.covariates?.fit).toEqual(set.purchases?.covariates?.fit)
    expect(calculation.purchases?.scores).toEqual(set.purchases?.scores)
    expect(calculation.purchases?.covariates?.insteadOf).toBeNull()
  })

  it('have their full covariance in the result, with the names of its rows', () => {
    const { covariates, parameters } = valueResult(valueRequest(request), calculation)
    const names = covariates?.covarianceNames ?? []
    expect(names).toEqual([
      ...['r', 'alpha', 'a', 'b'],
      ...['purchase.score', 'purchase.even', 'dropout.score', 'dropout.even'],
    ])
    const matrix = covariates?.covariance ?? []
    expect(matrix).toHaveLength(names.length)
    expect(Math.sqrt(matrix[1]?.[1] ?? Number.NaN)).toBe(parameters.alpha?.standardError)
    const score = covariates?.coefficients.find(
      ({ process, covariate }) => process === 'dropout' && covariate === 'score',
    )
    const place = names.indexOf('dropout.score')
    expect(Math.sqrt(matrix[place]?.[place] ?? Number.NaN)).toBeCloseTo(
      score?.standardError ?? Number.NaN,
      12,
    )
    expect(matrix[0]?.[place]).toBe(matrix[place]?.[0])
  })

  it('go into the amounts too, with coefficients of their own', () => {
    const { spend } = valueResult(valueRequest(request), calculation)
    expect(
      spend?.covariates?.coefficients.map(({ process, covariate }) => `${process}.${covariate}`),
    ).toEqual(['spend.score', 'spend.even'])
    const [score] = spend?.covariates?.coefficients ?? []
    expect(score?.estimate).toBeGreaterThan(5 * (score?.standardError ?? Number.NaN))
    expect(spend?.covariates?.covarianceNames).toEqual(['p', 'q', 'gamma', 'spend.score', 'spend.even'])
    expect(spend?.covariates).toMatchObject({ leftOut: [], likelihoodRatioTest: { degreesOfFreedom: 2 } })
  })

  it('are in the predictions: of the amount of an order, and of orders', () => {
    const { purchases } = calculation
    const { columns, scores, fitted, covariates } = purchases ?? {}
    if (columns === undefined || covariates?.spend == null || fitted?.timing?.model !== 'mbg-nbd') {
      throw new Error('There is no fit with covariates.')
    }
    const row = columns.spendOccasions.findIndex((orders) => orders >= 2)
    const [score, even] = (scoresOf(rows)[row] ?? '').split(',').slice(1).map(Number)
    const values = { score: score ?? null, even: even ?? null }
    expect(scoresOf(rows)[row]).toContain(columns.ids[row])
    const { p, q, gamma } = covariates.spend.own(values)
    const known = columns.spendOccasions[row] ?? Number.NaN
    const expected = (p * (gamma + known * (columns.monetary[row] ?? Number.NaN))) / (p * known + q - 1)
    expect(scores?.expectedSpend[row]).toBeCloseTo(expected, 9)
    expect(gamma).not.toBeCloseTo(covariates.spend.fit.parameters.gamma ?? Number.NaN, 2)
    const own = customerParameters(timingCovariateModels['mbg-nbd'], covariates.fit, values)
    const customer = {
      frequency: columns.frequency[row] ?? Number.NaN,
      recency: columns.recency[row] ?? Number.NaN,
      age: columns.age[row] ?? Number.NaN,
    }
    expect(scores?.probabilityAlive[row]).toBeCloseTo(
      TIMING_MODELS['mbg-nbd'].probabilityAlive(own, customer),
      12,
    )
  })

  it('are told as an association with value, each in a sentence, in the text and in the JSON', async () => {
    const json = JSON.parse((await collected(jsonParts(valueRequest(request), calculation))).join(''))
    const { associations } = json.covariates
    expect(associations.map(({ covariate }: { covariate: string }) => covariate)).toEqual(['score', 'even'])
    expect(associations[0].sentence).toMatch(
      /^Customers with 2 more of score than the mean, .* % more residual value \(95 % interval: .*, p < 0\.001\)\. This is an association; it does not say that a change of score would cause it\.$/,
    )
    expect(associations[1]).toMatchObject({ change: 1 })
    const text = textOf(calculation, request)
    for (const { sentence } of associations) expect(text).toContain(`\n${sentence}\n`)
    expect(text).toMatch(/^score +spend +\S+ +\S+ +\S+ × the amount of an order$/m)
  })

  it('are not compared by a value without end, as it is without a discount', async () => {
    const free = { ...request, discount: 0 }
    const undiscounted = await valued(cdnow(), free)
    expect(undiscounted.purchases?.covariates?.associations).toBeNull()
    expect(textOf(undiscounted, free)).toContain('Without a discount residual value has no end')
  })
})

describe('covariates where auto takes no model', () => {
  // Ever more orders: who carries the rate on is too low, and a model in which customers leave is lower still.
  const growing = Array.from({ length: 60 }, (_, customer) =>
    Array.from({ length: 8 + customer }, (_, place) => {
      // Every tenth customer stops early, so that the share who leave is known.
      const span = customer % 10 === 0 ? 60 : 360
      const days = Math.round(span * Math.sqrt(place / (8 + customer)))
      const day = new Date(Date.UTC(2024, 0, 1) + 86_400_000 * days)
      return `c${customer},${day.toISOString().slice(0, 10)},${20 + ((customer * 7 + place * 3) % 11)}`
    }),
  ).flat()
  const covariates = lines(
    'customer_id,score',
    ...Array.from({ length: 60 }, (_, customer) => `c${customer},${(customer * 7) % 10}`),
  )

  it('are fitted in the model that led, and the result says so', async () => {
    const calculation = await valued({ transactions: transactionLines(...growing), covariates })
    const { fitted, covariates: summary, scores } = calculation.purchases ?? {}
    expect(fitted?.choice).toMatchObject({ outcome: 'simple-horizon', reason: 'does-not-beat-baselines' })
    expect(fitted?.choice?.leader).not.toBeNull()
    expect(fitted?.outcome).toBe(fitted?.choice?.leader)
    expect(summary?.fit.model).toBe(fitted?.choice?.leader)
    expect(scores?.clv.every((value) => value > 0)).toBe(true)
    const result = valueResult(valueRequest(), calculation)
    expect(result).toMatchObject({
      policy: 'auto@1',
      model: fitted?.outcome,
      covariates: { insteadOf: 'simple-horizon' },
    })
    expect(textOf(calculation, {})).toMatch(
      /^Model: (?:MBG|Pareto)\/NBD \(auto@1\): no model beat every baseline in held-back times\.\nThe simple estimate, which would be taken then, has no place for the covariates that were asked for\.$/m,
    )
  })

  it('are fitted in MBG/NBD where nothing was compared', async () => {
    const twice = Array.from({ length: 60 }, (_, customer) => [
      `c${customer},2024-01-01,${20 + (customer % 9)}`,
      `c${customer},2024-01-02,${25 - (customer % 4)}`,
    ]).flat()
    const { purchases } = await valued({ transactions: transactionLines(...twice), covariates })
    expect(purchases?.fitted.choice).toMatchObject({ outcome: 'simple-horizon', leader: null })
    expect(purchases?.covariates?.fit.model).toBe('mbg-nbd')
  })

  it('still give only a range where few customers bought twice, with the weak prior', async () => {
    const few = Array.from({ length: 60 }, (_, customer) => `c${customer},2024-01-${10 + (customer % 20)},5`)
    const again = few.slice(0, 12).map((row) => row.replace('-01-', '-04-'))
    const contents = { transactions: transactionLines(...few, ...again), covariates }
    const { purchases } = await valued(contents, { prior: 'none' })
    expect(purchases?.fitted.outcome).toBe('range')
    expect(purchases?.covariates?.fit.prior).toBe('weak')
    expect(purchases?.scores.clv.every(Number.isNaN)).toBe(true)
    expect(purchases?.scores.high.every((high) => high > 0)).toBe(true)
  })
})

describe('covariates of amounts', () => {
  const request = { asOf, model: 'mbg-nbd' } as const

  it('are left out, by name, where those with amounts are alike in them', async () => {
    const repeating = new Set(
      rows
        .filter((row, place) => rows[place - 1]?.slice(0, 5) === row.slice(0, 5))
        .map((row) => row.slice(0, 5)),
    )
    const scores = scoresOf(rows).map(
      (row) => `${row},${repeating.has(row.slice(0, 5)) ? 3 : row.length % 2}`,
    )
    const covariates = lines('customer_id,score,even,once', ...scores)
    const calculation = await valued({ transactions: transactionLines(...rows), covariates }, request)
    const { spend } = valueResult(valueRequest(request), calculation)
    expect(spend?.covariates?.leftOut).toEqual(['once'])
    expect(calculation.purchases?.covariates?.associations).toHaveLength(3)
    expect(textOf(calculation, request)).toContain('Of amounts without once:')
  })

  it('are none where no amount is known', async () => {
    const unknown = transactionLines(...rows.map((row) => row.replace(/,[^,]*$/, ',')))
    const { purchases } = await valued({ ...cdnow(), transactions: unknown }, request)
    expect(purchases?.covariates).toMatchObject({ spend: null })
    expect(purchases?.scores.expectedOrders.every((orders) => orders > 0)).toBe(true)
  })
})

it.each([
  [2.34, 2],
  [0.37, 0.5],
  [0.3, 0.2],
  [8, 10],
  [123, 100],
  [0.001, 0.001],
])('a difference near %s that a sentence can name is %s', (deviation, round) => {
  expect(roundNumberNear(deviation)).toBe(round)
})
