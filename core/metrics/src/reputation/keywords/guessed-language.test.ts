import { expect, test } from 'vitest'
import { loadLanguageGuesser } from './guessed-language.ts'

test.each([
  ['pl', 'Kawa zimna i obsługa niemiła, czekaliśmy godzinę na stolik'],
  ['fi', 'Kahvi oli kylmää ja palvelu hidasta, emme tule uudestaan'],
  ['ru', 'Кофе холодный, обслуживание медленное'],
  ['en', 'The coffee was cold and the service was slow'],
  ['pt', 'O café estava frio e o atendimento demorado'],
  ['ja', 'コーヒーが冷たくて、サービスが遅かった'],
])('a text in %s is known by itself', async (language, text) => {
  const guess = await loadLanguageGuesser()
  expect(guess(text)).toBe(language)
})

test.each(['', '12345', '👍👍👍', 'ok', 'super'])(
  '%j could be of any language: it stays unknown',
  async (text) => {
    const guess = await loadLanguageGuesser()
    expect(guess(text)).toBe('und')
  },
)
