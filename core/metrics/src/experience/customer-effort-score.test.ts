import { expect, test } from 'vitest'
import { customerEffortScore } from './customer-effort-score.ts'
import { answers, CES, flipped, OLD_CES, scale } from './testing/survey-answers.ts'

test('CES 2.0 has a mean on 1–7 and the share of 5–7', () => {
  const ces = customerEffortScore(answers(CES, [7, 6, 5, 4, 3]))
  expect(ces).toMatchObject({ policy: 'ces@1', version: '2.0', unknown: null, n: 5 })
  expect(ces.mean?.mean).toBe(5)
  expect(ces.easy).toMatchObject({ count: 3, of: 5 })
})

test('CES 1.0 is on 1–5, lower is better, and has a mean alone', () => {
  const ces = customerEffortScore(answers(OLD_CES, [1, 1, 2, 2, 4]))
  expect(ces).toMatchObject({ version: '1.0', easy: null })
  expect(ces.mean?.mean).toBe(2)
})

test('a scale that its source turned round gives the same figures', () => {
  for (const own of [answers(CES, [7, 6, 5, 4, 3, 1]), answers(OLD_CES, [1, 2, 5, 3, 3, 1])]) {
    const turned = customerEffortScore(own.map(flipped))
    expect({ ...turned, scales: null }).toEqual({ ...customerEffortScore(own), scales: null })
  }
})

test('on another scale, and of both versions together, it is unknown', () => {
  expect(customerEffortScore(answers(scale('ces', 0, 10), [1, 2, 3, 4, 5]))).toMatchObject({
    version: null,
    mean: null,
    unknown: 'other-scale',
  })
  const both = [...answers(CES, [7, 7, 7]), ...answers(OLD_CES, [1, 1, 1])]
  expect(customerEffortScore(both)).toMatchObject({ mean: null, unknown: 'other-scale' })
})

test('under five answers there is no score', () => {
  expect(customerEffortScore(answers(CES, [7, 7, 7, 7]))).toMatchObject({
    version: '2.0',
    mean: null,
    easy: null,
    unknown: 'too-few-answers',
  })
})
