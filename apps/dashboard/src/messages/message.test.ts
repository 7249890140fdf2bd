import { expect, test } from 'vitest'
import { areas } from './en/areas.ts'
import { en } from './en.ts'
import { message, named } from './message.ts'

test('values stand in their places', () => {
  expect(message('app.title', { page: 'Customers' })).toBe('Customers · Rapport')
})

test('the number decides the form, and is written with separators', () => {
  expect(message('chart.unknownPoints', { n: 1 })).toBe('1 value is unknown.')
  expect(message('chart.unknownPoints', { n: 1200 })).toBe('1,200 values are unknown.')
})

test('a value that looks like a place is left as it is', () => {
  expect(message('app.title', { page: '{page}' })).toBe('{page} · Rapport')
})

test('a name of the server without a text is shown as it is', () => {
  expect(named('segment', 'cant_lose')).toBe('Must not lose')
  expect(named('segment', 'big_spender')).toBe('big spender')
})

test('a command is named as it is typed: npx rapport', () => {
  const texts = Object.values({ ...en, ...areas }).map((text) => JSON.stringify(text))
  expect(texts.filter((text) => /\brapport [a-z]/.test(text)).length).toBeGreaterThan(0)
  expect(texts.filter((text) => /(?<!npx )\brapport [a-z]/.test(text))).toEqual([])
})
