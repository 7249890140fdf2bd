import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText, segmentedWords, wordsOf } from './words.ts'

describe('words', () => {
  test.each([
    [
      'en',
      'The staff weren’t rude: 3.5 stars, 1,000 thanks!',
      ['the', 'staff', "weren't", 'rude', '3.5', 'stars', '1,000', 'thanks'],
    ],
    ['pl', 'Źle. Nie polecam, 20 minut czekania', ['źle', 'nie', 'polecam', '20', 'minut', 'czekania']],
    ['fi', 'EU:n paras HAMPURILAINEN', ['eu:n', 'paras', 'hampurilainen']],
    ['ru', 'Не советую: еда холодная', ['не', 'советую', 'еда', 'холодная']],
    ['pt', 'Péssimo pão-de-queijo', ['péssimo', 'pão', 'de', 'queijo']],
    ['ja', '店員が親切でした。', ['店員', 'が', '親切', 'で', 'した']],
    ['tr', 'ILIK IŞIK', ['ılık', 'ışık']],
    ['ar', 'الطعام بارد، والخدمة سيئة', ['الطعام', 'بارد', 'والخدمة', 'سيئة']],
    ['en', 'ﬁne ＦＩＮＥ fi\u00ADne \u200Ffine', ['fine', 'fine', 'fine', 'fine']],
    ['en', '👍🏽👍 1️⃣ great🎉food', ['1️⃣', 'great', 'food']],
  ])('of %s: %s', (language, text, words) => {
    expect(wordsOf(text, language)).toEqual(words)
  })

  const scripts = [
    ...'aeiouzßąęłñãøıīŵ',
    ...'жёщйїў',
    ...'αώς',
    ...'ابتةیک',
    ...'हिनदी',
    ...'אבג',
    ...'한국어',
    ...'日本カナひらー',
    ...'ไทย',
    ...'Իա',
  ]
  const joints = [
    ..."''’‘\"..::·‧,,;;-_/\\@#&!?()…«»„”՞،٬٫؛",
    ' ',
    '  ',
    '\n',
    '\t',
    '\u00A0',
    '\u202F',
    '\u200B',
  ]
  const marks = [
    '\u0301',
    '\u0308',
    '\u05B0',
    '\u064B',
    '\u093F',
    '\uFE0F',
    '\u20E3',
    '\u200C',
    '\u200D',
    '\u00AD',
    '\u200F',
  ]
  const others = [...'0123456789٣५²½Ⅷⓐª№', '👍', '🏽', '👨‍👩‍👧', '🇫🇮', '❤️', '$', '€', '%']
  const character = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...scripts.slice(0, 37)) },
    { weight: 1, arbitrary: fc.constantFrom(...scripts) },
    { weight: 4, arbitrary: fc.constantFrom(...joints) },
    { weight: 1, arbitrary: fc.constantFrom(...marks) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  )
  const everyday = fc.constantFrom(..."aZ9ßżÖЖ'’‘.:,;-_·…/ ")
  const anyText = fc
    .oneof(fc.array(character, { maxLength: 24 }), fc.array(everyday, { maxLength: 24 }))
    .map((all) => all.join(''))

  test('are those of the runtime’s segmenter, whatever the text', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('en', 'fi', 'pl', 'ru', 'pt', 'ar', 'und'), (text, language) => {
        expect(wordsOf(text, language)).toEqual(segmentedWords(foldText(text, language), language))
      }),
      { numRuns: 3_000 },
    )
  })

  test('are those of the segmenter for every character of Unicode, alone and between letters and digits', () => {
    const differing: string[] = []
    for (let point = 0x21; point < 0x1_fb00; point += 1) {
      // Han, Hangul, surrogates, and large historic scripts: nothing but more of the same.
      if ((point > 0x3400 && point < 0xe000 && point >> 8 !== 0xa7) || (point > 0x1_2500 && point < 0x1_bc00))
        continue
      const sign = String.fromCodePoint(point)
      const text = `${sign} a${sign}b 1${sign}2 a.${sign}b ${sign}${sign} 1${sign}c`
      const folded = foldText(text, 'en')
      if (wordsOf(text, 'en').join('|') !== segmentedWords(folded, 'en').join('|'))
        differing.push(point.toString(16))
    }
    expect(differing).toEqual([])
  })

  test('30,000 characters are cut in one go, also where nothing but joints follow each other', () => {
    expect(wordsOf("a'".repeat(15_000), 'en')).toHaveLength(1)
    expect(wordsOf('é.'.repeat(15_000), 'en')).toHaveLength(1)
    expect(wordsOf('é\u0301'.repeat(15_000), 'en')).toHaveLength(1)
    expect(wordsOf('.'.repeat(30_000), 'en')).toEqual([])
  })
})
