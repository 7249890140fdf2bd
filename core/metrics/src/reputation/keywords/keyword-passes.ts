import type { Keyword, KeywordSide } from './keyword.ts'
import type { TermBounds } from './term-bounds.ts'
import { type FoundKeyword, TermCounts } from './term-counts.ts'
import { TermEvidence } from './term-evidence.ts'
import type { TermReader } from './term-reader.ts'

/** Terms that are counted at once, some 35 bytes each. Where more may be frequent, the texts are read once more for the rest. */
const TERMS_AT_ONCE = 1_500_000

/** A text whose terms were read. */
export interface ReadText {
  readonly group: number
  readonly side: KeywordSide
  /** Ms since 1970. */
  readonly createdAt: number
  /** Where it is found again; not below 0. */
  readonly place: number
  /** Of two texts of one moment that with the lower rank is the example. */
  readonly rank: number
}

/** Texts that can be read several times. */
export interface KeywordTexts {
  /** How often each term is used at most, from the first reading. */
  readonly bounds: TermBounds
  /** Has read the terms of the text that is visited. */
  readonly terms: TermReader
  /** Of each group of texts that are compared: its language. */
  readonly languages: readonly string[]
  /** Reads the texts of some groups, and hands over each when its terms are read. */
  each(groups: ReadonlySet<number>, visit: (text: ReadText) => void): Promise<void>
}

/** The keywords of all groups, in no order. One reading counts terms, the other finds examples and trends. */
export async function keywordsInPasses(
  texts: KeywordTexts,
  asOf: number,
): Promise<(readonly [group: number, Keyword<number>])[]> {
  const found: FoundKeyword[] = []
  for (const groups of roundsOf(texts)) {
    const counts = new TermCounts(texts.bounds, termsOf(texts, groups))
    await texts.each(groups, ({ group, side }) => counts.add(group, texts.terms, side))
    for (const keyword of counts.keywords()) found.push(keyword)
  }
  if (found.length === 0) return []
  const evidence = new TermEvidence(found, asOf)
  const groups = new Set(found.map(({ group }) => group))
  await texts.each(groups, ({ group, ...text }) => evidence.add(group, texts.terms, text))
  return [...evidence.results((group) => texts.languages[group] ?? '')]
}

const termsOf = ({ bounds }: KeywordTexts, groups: ReadonlySet<number>): number =>
  [...groups].reduce((sum, group) => sum + bounds.frequentTerms(group), 0)

/** The groups of each round: as many as have together no more terms that may be frequent than are counted at once. */
function roundsOf({ languages, bounds }: KeywordTexts): Set<number>[] {
  const rounds: Set<number>[] = []
  let terms = Number.POSITIVE_INFINITY
  for (const group of languages.keys()) {
    const own = bounds.frequentTerms(group)
    if (own === 0) continue
    if (terms + own > TERMS_AT_ONCE) {
      rounds.push(new Set())
      terms = 0
    }
    rounds.at(-1)?.add(group)
    terms += own
  }
  return rounds
}
