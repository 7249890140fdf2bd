import { expect, test } from 'vitest'
import { checkSurveyRequest, type SurveyRequest } from './survey-request.ts'

const today = '2026-11-27'
const check = (options: Partial<SurveyRequest>) => () =>
  checkSurveyRequest({ waveDays: 30, responses: 'answers.csv', ...options }, today)

test('A request up to the present day passes, and gives its file', () => {
  expect(check({ asOf: today })()).toBe('answers.csv')
})

test('Without responses there is nothing to calculate with', () => {
  expect(() => checkSurveyRequest({ waveDays: 30 }, today)).toThrow('Give --responses FILE.csv.')
})

test('The evaluation is a day of the calendar that has come', () => {
  expect(check({ asOf: '2024-02-30' })).toThrow('--as-of is "2024-02-30"; write a day of the calendar')
  expect(check({ asOf: '2026-11-28' })).toThrow('--as-of 2026-11-28 is in the future')
})

test('What is written takes the place of nothing that is read', () => {
  expect(check({ out: './answers.csv' })).toThrow('--out ./answers.csv is another file of this command')
  expect(check({ out: 'latest.csv' })).not.toThrow()
})
