import { SENTENCES, type SentenceLanguage, type Sentences } from './sentences.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
/** The first day of the reviews, and how many days there are: until the end of June 2026. */
const START = Date.UTC(2025, 0, 1)
const DAYS = 546

/** What a place is like. */
export interface PlaceCharacter {
  readonly reviews: number
  /** How often each language is written, in parts of the sum. */
  readonly languages: Partial<Record<SentenceLanguage, number>>
  /** How often one, two, three, four and five stars are given, in parts of the sum: at the start, and in the end. */
  readonly stars: readonly [first: readonly number[], last: readonly number[]]
  /** The share of reviews that are answered, and after how many hours at the median. */
  readonly answered: readonly [share: number, hours: number]
  /** The share of reviews with stars alone. */
  readonly wordless: number
}

/** A review as somebody wrote it. */
export interface WrittenReview {
  readonly name: string
  readonly language: string
  readonly stars: number
  /** Null: stars alone. */
  readonly text: string | null
  readonly at: number
  readonly reply: { readonly text: string; readonly at: number } | null
  /** A further number from the same source of chance, from 0 up to 1. */
  readonly chance: number
}

/** The reviews of a place, the oldest first. The same seed gives the same ones. */
export function writeReviews(character: PlaceCharacter, seed: number): WrittenReview[] {
  const random = numbers(seed)
  return Array.from({ length: character.reviews }, (_, index) => {
    const progress = (index + random()) / character.reviews
    const at = START + Math.floor(progress * DAYS) * DAY + Math.floor((7 + random() * 14) * HOUR)
    const [first, last] = character.stars
    const weights = first.map((weight, star) => weight * (1 - progress) + (last[star] ?? 0) * progress)
    const stars = 1 + pickWeighted(weights, random())
    const languages = Object.entries(character.languages)
    const chosen =
      languages[
        pickWeighted(
          languages.map(([, weight]) => weight),
          random(),
        )
      ]?.[0] ?? 'en'
    const sentences: Sentences = SENTENCES[chosen as SentenceLanguage]
    const text = random() < character.wordless ? null : compose(sentences, stars, random)
    const name = pick(sentences.names, random())
    return {
      name,
      language: sentences.language,
      stars,
      text,
      at,
      ...answer(character, sentences, stars, at, random),
    }
  }).sort((a, b) => a.at - b.at)
}

function answer(
  { answered: [share, hours] }: PlaceCharacter,
  { thanks, sorry }: Sentences,
  stars: number,
  at: number,
  random: () => number,
): Pick<WrittenReview, 'reply' | 'chance'> {
  const isAnswered = random() < share
  // Some answers take much longer than most.
  const wait = hours * Math.exp(1.1 * (random() + random() + random() - 1.5))
  const text = pick(stars >= 4 ? thanks : sorry, random())
  const reply = isAnswered ? { text, at: at + Math.floor(wait * HOUR) } : null
  return { reply, chance: random() }
}

/** One to three sentences that fit the stars. */
function compose({ good, bad, middling }: Sentences, stars: number, random: () => number): string {
  const main = stars >= 4 ? good : stars === 3 ? middling : bad
  const found = new Set([pick(main, random())])
  if (random() < 0.55) found.add(pick(main, random()))
  if (stars === 4 && random() < 0.3) found.add(pick(middling, random()))
  if (stars === 2 && random() < 0.3) found.add(pick(good, random()))
  return [...found].join(' ')
}

function pick<Item>(items: readonly Item[], chance: number): Item {
  const found = items[Math.floor(chance * items.length)]
  if (found === undefined) throw new Error('There is nothing to pick from.')
  return found
}

function pickWeighted(weights: readonly number[], chance: number): number {
  let left = chance * weights.reduce((sum, weight) => sum + weight, 0)
  const found = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return found < 0 ? weights.length - 1 : found
}

/** Numbers from 0 up to 1 that look like chance: the same seed gives the same ones (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
