import { timingSafeEqual } from 'node:crypto'
import { stripVTControlCharacters } from 'node:util'

/** What a person was sent back with. */
export type RedirectAnswer =
  | { readonly kind: 'code'; readonly code: string }
  /** The person, or the vendor, said no. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not the answer to this sign-in. */
  | { readonly kind: 'foreign'; readonly reason: string }

/** Longer words of a vendor, or a longer code, are none. */
const longest = 2_000

/** Reads the answer of a redirect (RFC 6749, section 4.1.2). Without the state that was sent it is not taken, whatever it says. */
export function readRedirect(query: URLSearchParams, state: string): RedirectAnswer {
  if (!isSame(query.get('state') ?? '', state)) {
    return {
      kind: 'foreign',
      reason: 'it does not belong to this sign-in: open the address that was printed last',
    }
  }
  const error = query.get('error')
  if (error !== null) return { kind: 'refused', reason: wordsOf(error, query.get('error_description')) }
  const code = query.get('code') ?? ''
  if (code === '' || code.length > longest) return { kind: 'foreign', reason: 'it holds no code' }
  return { kind: 'code', code }
}

/**
 * Reads what a person pasted: the whole address that the browser was sent to, or the code in it alone. A code alone carries no
 * state; the proof key ties it to this sign-in all the same.
 */
export function readPasted(text: string, state: string): RedirectAnswer {
  const pasted = text.trim()
  if (/^https?:\/\//i.test(pasted)) {
    return URL.canParse(pasted)
      ? readRedirect(new URL(pasted).searchParams, state)
      : { kind: 'foreign', reason: 'it is no address' }
  }
  const code = decoded(pasted)
  if (pasted.length > longest || !/^[\w.~!=+/-]{8,}$/.test(code)) {
    return {
      kind: 'foreign',
      reason: 'it is neither the address that the browser was sent to nor the code in it',
    }
  }
  return { kind: 'code', code }
}

/** In the address a code is written with %3D for =. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function wordsOf(error: string, description: string | null): string {
  const words = description ? `${description} [${error}]` : error
  // They come from outside, and go to a terminal.
  return stripVTControlCharacters(words)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 300)
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}
