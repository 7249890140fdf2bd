import type { areas } from './en/areas.ts'
import { en } from './en.ts'

type Catalogue = typeof en & typeof areas

/** The key of a visible text. */
export type MessageKey = keyof Catalogue

/** One text by number: `Intl.PluralRules` says which is used. `n` is the number, `{n}` its place. */
export type Plural = { readonly [category in Intl.LDMLPluralRule]?: string } & { readonly other: string }

type Places<Text> = Text extends `${string}{${infer Place}}${infer Rest}` ? Place | Places<Rest> : never
type TextOf<Entry> = Entry extends string ? Entry : Entry[keyof Entry]

/** What a text needs to be told: `n` of a plural is the number itself, everything else is text that is formatted already. */
export type MessageValues<Key extends MessageKey> = {
  readonly [Place in Places<TextOf<Catalogue[Key]>>]: Place extends 'n' ? number | string : string
} & (Catalogue[Key] extends string ? unknown : { readonly n: number })

type Arguments<Key extends MessageKey> = keyof MessageValues<Key> extends never
  ? readonly []
  : readonly [values: MessageValues<Key>]

const language = 'en'
let catalogue: Readonly<Partial<Record<MessageKey, string | Plural>>> = en
const pluralRules = new Intl.PluralRules(language)
const counts = new Intl.NumberFormat(language)

/** Loads the texts of the areas, once. No page of them is shown before. */
export async function loadTexts(): Promise<void> {
  const { areas } = await import('./en/areas.ts')
  catalogue = { ...en, ...areas }
}

/**
 * A visible text with its values in place.
 *
 * @example
 * message('table.shown', { n: 1200 }) // '1,200 shown'
 */
export function message<Key extends MessageKey>(key: Key, ...[values]: Arguments<Key>): string {
  const given: Readonly<Record<string, string | number>> = { ...values }
  const entry = catalogue[key] ?? key
  return textOf(entry, given.n).replace(/\{(\w+)\}/g, (whole, place: string) => {
    const value = given[place]
    return value === undefined ? whole : typeof value === 'number' ? counts.format(value) : value
  })
}

/** The keys of texts that need to be told nothing. */
export type PlainKey = {
  [Key in MessageKey]: keyof MessageValues<Key> extends never ? Key : never
}[MessageKey]

/** The text of a key that is put together from what the server gave; null where there is none. `n` decides the form of a plural. */
export function findMessage(key: string, n?: number): string | null {
  const entry = Object.hasOwn(catalogue, key) ? catalogue[key as MessageKey] : undefined
  return entry === undefined ? null : textOf(entry, n)
}

/** Names of which the server has a set: each has a text `<group>.<name>`. */
type Group = 'segment' | 'risk' | 'role' | 'dealState' | 'ticketCategory' | 'entity' | 'budget'

/** The text of a name that the server gave, such as a segment; the name itself where no text is known. */
export function named(group: Group, name: string): string {
  return findMessage(`${group}.${name}`) ?? name.replaceAll('_', ' ')
}

function textOf(entry: string | Plural, n: string | number | undefined): string {
  if (typeof entry === 'string') return entry
  return (typeof n === 'number' ? entry[pluralRules.select(n)] : undefined) ?? entry.other
}
