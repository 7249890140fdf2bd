import type { SearchTexts } from './search-text.ts'

/** Reads one part of an address. What makes no sense is as good as absent: an old or mistyped link shows the page all the same. */
export type Parameter<Value> = (given: string | readonly string[] | undefined) => Value | undefined

const first = (given: string | readonly string[] | undefined): string | undefined =>
  typeof given === 'object' ? given[0] : given

/** Any text that is not empty. */
export const text: Parameter<string> = (given) => first(given)?.trim() || undefined

/** One of these words. */
export const oneOf =
  <const Word extends string>(words: readonly Word[]): Parameter<Word> =>
  (given) =>
    words.find((word) => word === first(given))

/** Several of these words, in this order. */
export const someOf =
  <const Word extends string>(words: readonly Word[]): Parameter<readonly Word[]> =>
  (given) => {
    const all = typeof given === 'string' ? [given] : (given ?? [])
    const known = words.filter((word) => all.includes(word))
    return known.length === 0 ? undefined : known
  }

/** One of these words, or one with `-` before it: sorted the other way. */
export const sortBy =
  <const Word extends string>(words: readonly Word[]): Parameter<Word | `-${Word}`> =>
  (given) => {
    const word = first(given)
    return words.flatMap((one): (Word | `-${Word}`)[] => [one, `-${one}`]).find((one) => one === word)
  }

/** A whole number from `least` on. */
export const wholeNumber =
  (least = 0): Parameter<number> =>
  (given) => {
    const number = /^\d{1,9}$/.test(first(given) ?? '') ? Number(first(given)) : Number.NaN
    return number >= least ? number : undefined
  }

/** A day, `2026-06-30`, that the calendar has. */
export const day: Parameter<string> = (given) => {
  const value = first(given)
  if (value === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined
  const date = new Date(`${value}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value ? undefined : value
}

type Search<Shape> = {
  readonly [Name in keyof Shape]?: (Shape[Name] extends Parameter<infer Value> ? Value : never) | undefined
}

/**
 * Reads what an address says; for `validateSearch` of a route.
 *
 * @example
 * const customersSearch = searchOf({ q: text, sort: sortBy(['clv', 'name']) })
 * customersSearch({ q: 'ada', sort: 'sideways' }) // { q: 'ada' }
 */
export function searchOf<const Shape extends Readonly<Record<string, Parameter<unknown>>>>(shape: Shape) {
  return (given: Record<string, unknown>): Search<Shape> => {
    const texts = given as SearchTexts
    const entries = Object.entries(shape).flatMap(([name, parameter]) => {
      const value = parameter(textsOf(texts[name]))
      return value === undefined ? [] : [[name, value]]
    })
    return Object.fromEntries(entries) as Search<Shape>
  }
}

/** Links inside the page give numbers too. */
function textsOf(given: unknown): string | readonly string[] | undefined {
  if (Array.isArray(given)) return given.map(String)
  return given === undefined || given === null ? undefined : String(given)
}
