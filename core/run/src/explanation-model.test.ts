import { expect, test } from 'vitest'
import { modelLines } from './explanation-model.ts'

const quality = {
  predictedTotal: 96,
  actualTotal: 100,
  bias: -0.04,
  meanAbsoluteError: 1,
  rootMeanSquaredError: 1,
  normalizedGini: 0.7123,
  topDecileShare: 0.4,
  totalError: 0.04,
  origins: [],
  rankStability: [],
  modelAhead: null,
}
const model = {
  outcome: 'mbg-nbd',
  reason: 'beats-baselines',
  parameters: { r: 0.24267, alpha: 4.41 },
  spendParameters: { p: 6.25 },
  candidates: [
    { ...quality, candidate: 'mbg-nbd', role: 'model' },
    { ...quality, candidate: 'carried-on', role: 'baseline', bias: 0.6, normalizedGini: null },
  ],
} as const

test('The model is told with the reason of the choice and the comparison behind it', () => {
  const lines = modelLines(model, false)
  expect(lines.slice(0, 4)).toEqual([
    'Model: mbg-nbd: nearer to the total of the held-back time than every baseline, and not clearly worse at ranking customers',
    '  candidate       role             bias   Gini',
    '  mbg-nbd         model            -4 %  0.712',
    '  carried-on      baseline        +60 %   none',
  ])
  expect(lines.join('\n')).not.toContain('alpha')
})

test('The parameters of the fit are told where they are asked for', () => {
  expect(modelLines(model, true).slice(-2)).toEqual([
    '  purchases  r 0.242670, alpha 4.41000',
    '  spend      p 6.25000',
  ])
})

test.each([
  ['does-not-beat-baselines', /clearly worse at ranking customers, so the simple estimate was taken$/],
  ['few-repeat-customers', /too few customers have bought more than once/],
  ['no-holdout', /history is too short/],
  ['nothing-in-holdout', /no purchases to compare/],
] as const)('The reason %s is told as a sentence', (reason, sentence) => {
  const [line] = modelLines({ ...model, reason, candidates: [] }, false)
  expect(line).toMatch(sentence)
})
