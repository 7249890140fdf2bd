/**
 * Names that sites show for people without one, as a regular expression that JavaScript and Postgres read alike, upper and lower case being
 * one: they do not tell one author from another.
 */
export const namelessAuthors =
  '^(anonym|a google user|google user|verified (user|reviewer|customer)|utilisateur anonyme|usuario an|匿名)'
