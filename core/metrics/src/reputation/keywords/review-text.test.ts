import { expect, test } from 'vitest'
import { languageOf } from './review-language.ts'
import { plainReviewText } from './review-text.ts'

test('markup becomes spaces, and entities their signs', () => {
  expect(plainReviewText('<p>Good<br/>food &amp; <b>staff</b> &#9731;&#x263A; &unknown;</p>')).toBe(
    'Good food & staff  ☃☺ &unknown;'
      .replace('&  staff', '&  staff')
      .replace('food & staff ', 'food &  staff '),
  )
  expect(plainReviewText('<script>alert("x")</script>fine<!-- no -->')).toBe('fine')
})

test('what only looks like markup stays', () => {
  for (const text of ['I <3 it', 'price < 10 and > 5', 'a & b', '&#xD800; &#99999999;']) {
    expect(plainReviewText(text)).toBe(text)
  }
})

test('of a translated text the original is read, on whichever side it stands', () => {
  const before = '(Translated by Google) The food was cold\n\n(Original)\nJedzenie było zimne'
  const after = 'Jedzenie było zimne\n\n(Translated by Google)\nThe food was cold'
  expect(plainReviewText(before)).toBe('Jedzenie było zimne')
  expect(plainReviewText(after)).toBe('Jedzenie było zimne')
  expect(plainReviewText('(Translated by Google) The food was cold')).toBe('')
})

test('30,000 opened tags that never close take no long time', () => {
  expect(plainReviewText('<a'.repeat(15_000))).toHaveLength(30_000)
  expect(plainReviewText('<!--'.repeat(7_500))).toHaveLength(30_000)
  expect(plainReviewText('<script>'.repeat(3_750))).toBe('')
})

test('a language is that of the tag, without region and script', () => {
  expect(['pt-BR', 'pt_BR', 'zh-Hant', 'EN', 'iw', ''].map(languageOf)).toEqual([
    'pt',
    'pt',
    'zh',
    'en',
    'he',
    'und',
  ])
  expect(['?', 'not a tag', '1'].map(languageOf)).toEqual([null, null, null])
})
