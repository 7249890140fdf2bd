import { expect, test } from 'vitest'
import { type Contender, leadingModel } from './choice-rule.ts'

type Name = 'mbg-nbd' | 'pareto-nbd' | 'bg-nbd' | 'carried-on'

const contender = (candidate: Name, totalError: number): Contender<Name> => ({
  candidate,
  role: candidate === 'carried-on' ? 'baseline' : candidate === 'bg-nbd' ? 'reference' : 'model',
  totalError,
})

/** Differences of these Ginis with a standard error of 0.01. */
const ginis = (values: Partial<Record<Name, number>>) => (first: Name, second: Name) => ({
  difference: (values[first] ?? 0) - (values[second] ?? 0),
  standardError: 0.01,
})
const alike = ginis({})

test('of two models that beat the baselines the one nearer to the totals leads', () => {
  const list = [contender('mbg-nbd', 0.19), contender('pareto-nbd', 0.13), contender('carried-on', 0.47)]
  expect(leadingModel(list, alike)).toEqual({ candidate: 'pareto-nbd', beatsBaselines: true })
})

test('a model that is clearly worse at ranking does not lead, however near to the totals', () => {
  const list = [contender('mbg-nbd', 0.19), contender('pareto-nbd', 0.13), contender('carried-on', 0.47)]
  expect(leadingModel(list, ginis({ 'mbg-nbd': 0.66, 'pareto-nbd': 0.63, 'carried-on': 0.62 }))).toEqual({
    candidate: 'mbg-nbd',
    beatsBaselines: true,
  })
})

test('a model that loses to a baseline gives way to one that does not', () => {
  const list = [contender('mbg-nbd', 0.19), contender('pareto-nbd', 0.13), contender('carried-on', 0.47)]
  // Behind the baseline by three standard errors, behind the other model by one and a half.
  expect(
    leadingModel(list, ginis({ 'mbg-nbd': 0.655, 'pareto-nbd': 0.64, 'carried-on': 0.67 })),
  ).toMatchObject({ candidate: 'mbg-nbd', beatsBaselines: true })
})

test('no model beats a baseline that is nearer to the totals: the better one is still named', () => {
  const list = [contender('mbg-nbd', 0.19), contender('pareto-nbd', 0.13), contender('carried-on', 0.1)]
  expect(leadingModel(list, alike)).toEqual({ candidate: 'pareto-nbd', beatsBaselines: false })
})

test('a reference never leads', () => {
  const list = [contender('mbg-nbd', 0.19), contender('bg-nbd', 0.1), contender('carried-on', 0.47)]
  expect(leadingModel(list, alike)).toMatchObject({ candidate: 'mbg-nbd' })
  expect(leadingModel(list.slice(1), alike)).toBeNull()
})
