import { availableParallelism } from 'node:os'
import { byStrength, type Keyword } from '@rapport/metrics'
import type { Store } from '@rapport/store'
import { readInThreads } from '../../../reading-threads.ts'
import type { ReviewText } from '../extreme-texts.ts'
import {
  countTexts,
  type KeywordRequest,
  type LanguagesRequest,
  type LanguageTexts,
  storedKeywords,
} from './stored-keywords.ts'

/** What a thread that searches texts for keywords is given. */
export interface KeywordTask {
  /** Of the database, with its password. */
  readonly url: string
  readonly workspace: string
  readonly request: LanguagesRequest
}

/** Below so many texts, starting threads costs more than it saves. */
const FEW_TEXTS = 20_000
const MOST_WORKERS = 2

export interface KeywordReaders {
  /** Threads; by default 2 where the machine has them. */
  readonly workers?: number
  /** Fewer texts are read in this thread. */
  readonly fewTexts?: number
}

/** The keywords of the reviews of some places together, the strongest first; each language is read by one thread. */
export async function keywordsOfPlaces(
  { db, url, workspace }: Store,
  request: KeywordRequest,
  { workers = Math.min(MOST_WORKERS, availableParallelism()), fewTexts = FEW_TEXTS }: KeywordReaders = {},
): Promise<Keyword<ReviewText>[]> {
  const languages = await countTexts(db, request)
  const texts = languages.reduce((sum, language) => sum + language.texts, 0)
  const parts = shared(languages, texts < fewTexts ? 1 : workers).map(
    (part): LanguagesRequest => ({
      ...request,
      languages: part.map(({ language }) => language),
      texts: part.reduce((sum, language) => sum + language.texts, 0),
    }),
  )
  const found =
    texts < fewTexts
      ? await Promise.all(parts.map((part) => storedKeywords(db, part)))
      : await readInThreads<Keyword<ReviewText>[]>(
          new URL('./stored-keywords-worker.ts', import.meta.url),
          parts.map((part): KeywordTask => ({ url, workspace, request: part })),
        )
  return found.flat().sort(byStrength)
}

/** Languages shared among so many readers, the largest first, each to whom has the least to read. */
export function shared(languages: readonly LanguageTexts[], readers: number): LanguageTexts[][] {
  const parts = Array.from({ length: readers }, () => ({ texts: 0, own: [] as LanguageTexts[] }))
  for (const language of languages.toSorted((one, other) => other.texts - one.texts)) {
    const least = parts.reduce((one, other) => (other.texts < one.texts ? other : one))
    least.own.push(language)
    least.texts += language.texts
  }
  return parts.flatMap(({ own }) => (own.length === 0 ? [] : [own]))
}
