import { expect, test } from 'vitest'
import { customerSatisfactionIndex } from './customer-satisfaction-index.ts'
import { personWaves } from './person-waves.ts'
import { answer, answers, CSI, scale } from './testing/survey-answers.ts'

const asked = (personId: string, question: string, score: number) =>
  answer({ personId, question, score, scale: CSI })

test('a person’s index is the mean of the questions on 0–100, and everybody weighs the same', () => {
  const csi = customerSatisfactionIndex(
    personWaves([
      // 10 → 100 and 1 → 0: 50. The others answered one question: 100 each.
      asked('a', 'speed', 10),
      asked('a', 'price', 1),
      ...['b', 'c', 'd', 'e'].map((person) => asked(person, 'speed', 10)),
    ]),
  )
  expect(csi).toMatchObject({ policy: 'csi@1', n: 5, unknown: null })
  expect(csi.index?.mean).toBe((50 + 4 * 100) / 5)
  expect(csi.scales).toEqual([{ ...CSI, n: 6 }])
})

test('each question has its own mean, where five answered it', () => {
  const csi = customerSatisfactionIndex(
    personWaves([
      ...['a', 'b', 'c', 'd', 'e'].map((person) => asked(person, 'speed', 10)),
      asked('a', 'price', 1),
    ]),
  )
  expect(csi.questions).toMatchObject([
    { question: 'price', n: 1, mean: null },
    { question: 'speed', n: 5, mean: { mean: 100 } },
  ])
})

test('questions on different scales are each converted, and the scales are named', () => {
  const people = ['a', 'b', 'c', 'd', 'e']
  const csi = customerSatisfactionIndex(
    personWaves(
      people.flatMap((personId) => [
        answer({ personId, scale: CSI, question: 'speed', score: 1 }),
        answer({ personId, scale: scale('csi', 1, 5), question: 'price', score: 5 }),
      ]),
      { apart: 'kind' },
    ),
  )
  expect(csi).toMatchObject({ n: 5, index: { mean: 50 } })
  expect(csi.scales.map(({ max, n }) => [max, n])).toEqual([
    [5, 5],
    [10, 5],
  ])
})

test('under five people there is no index', () => {
  const csi = customerSatisfactionIndex(personWaves(answers(CSI, [9, 9, 9, 9])))
  expect(csi).toMatchObject({ n: 4, index: null, unknown: 'too-few-answers' })
})
