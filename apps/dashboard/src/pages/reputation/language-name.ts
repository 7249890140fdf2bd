import { message } from '../../messages/message.ts'

const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })

/** What a language is called; a code that is none stays as it is. */
export function languageName(code: string): string {
  if (code === 'und') return message('reviews.language.unknown')
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}
