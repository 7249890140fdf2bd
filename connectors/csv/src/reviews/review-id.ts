import { createHash } from 'node:crypto'

/** Names that sites show for people without one: they do not tell one author from another. */
const nameless =
  /^(anonym|a google user|google user|verified (user|reviewer|customer)|utilisateur anonyme|usuario an|匿名)/i

export interface ReviewTraits {
  readonly author: string | null
  readonly authorEmail: string | null
  readonly createdAt: string
  readonly title: string | null
  readonly text: string | null
}

/**
 * The id of a review in a file that has none: a digest of who wrote it and when, which stay when the review is edited. Where
 * nobody is named it is one of the moment and the words, so that an edited text is another review there.
 */
export function idOfTraits({ author, authorEmail, createdAt, title, text }: ReviewTraits): string {
  const who = authorEmail?.toLowerCase() ?? (author === null || nameless.test(author) ? null : author)
  const traits = who === null ? [createdAt, title, text] : [who, createdAt]
  const written = JSON.stringify(traits.map((trait) => trait?.normalize('NFC') ?? ''))
  return createHash('sha256').update(written).digest('base64url').slice(0, 22)
}
