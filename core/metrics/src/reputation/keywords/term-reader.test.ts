import { expect, test } from 'vitest'
import { stopWordsOf } from './stop-words.ts'
import { TermReader } from './term-reader.ts'

const reader = new TermReader()
const terms = (text: string, language: string): string[] =>
  Array.from({ length: reader.read(text, language) }, (_, term) => reader.textOf(term))

test.each([
  ['en', 'The room was not clean, not clean at all', ['room', 'not', 'clean', 'not clean', 'clean not']],
  ['pl', 'Jedzenie było zimne i nie polecam', ['jedzenie', 'zimne', 'nie', 'polecam', 'nie polecam']],
  ['fi', 'Palvelu ei ollut ystävällistä', ['palvelu', 'ei', 'palvelu ei', 'ystävällistä']],
  ['ru', 'Еда вкусная, но не советую', ['еда', 'вкусная', 'еда вкусная', 'не', 'советую', 'не советую']],
  ['pt', 'O quarto não estava limpo', ['quarto', 'não', 'quarto não', 'limpo']],
  ['ja', '部屋が汚い。店員が親切', ['部屋', '汚い', '店員', '汚い店員', '親切']],
])('terms of %s are words and pairs without stop words; negations stay: %s', (language, text, expected) => {
  expect(terms(text, language)).toEqual(expected)
})

test('a word or pair counts once in a text', () => {
  expect(terms('cold soup, cold soup', 'en')).toEqual(['cold', 'soup', 'cold soup', 'soup cold'])
})

test('numbers and single letters are no terms, and stand beside one in a pair', () => {
  expect(terms('waited 40 minutes', 'en')).toEqual(['waited', 'waited 40', 'minutes', '40 minutes'])
  expect(terms('10 20 x', 'und')).toEqual([])
  expect(terms('味', 'zh')).toEqual(['味'])
})

test('words that are joined without a space are not taken for a longer word', () => {
  reader.read('部屋', 'ja')
  expect([...reader.lengths.subarray(0, reader.count)]).toEqual([1])
})

test.each([
  ['en', ['not', 'no', 'never', "didn't", 'good', 'best', 'help', 'room'], ['the', 'and', 'was']],
  ['pl', ['nie', 'nigdy', 'bez'], ['jest', 'i', 'się']],
  ['fi', ['ei', 'en', 'eivät', 'hyvä'], ['oli', 'ja', 'on']],
  ['ru', ['не', 'нет', 'никогда'], ['и', 'был', 'что']],
  ['pt', ['não', 'nunca', 'sem', 'bom'], ['estava', 'o', 'que']],
  ['ja', ['ない', 'なかっ'], ['が', 'は', 'です']],
  ['nb', ['ikke'], ['og']],
])('stop words of %s do not hold negations and words that judge', (language, kept, stopped) => {
  const stopWords = stopWordsOf(language)
  for (const word of kept) expect(stopWords.has(word), word).toBe(false)
  for (const word of stopped) expect(stopWords.has(word), word).toBe(true)
})

test('reviews that do not say their language have no stop words, nor has a language without a list', () => {
  expect(stopWordsOf('und').size).toBe(0)
  expect(stopWordsOf('valueof').size).toBe(0)
})

test('after a text of 30,000 characters others are read as before', () => {
  const words = Array.from({ length: 5_000 }, (_, index) => `w${index}`).join(' ')
  expect(terms(words, 'en')).toHaveLength(9_999)
  expect(terms('cold soup', 'en')).toEqual(['cold', 'soup', 'cold soup'])
})
