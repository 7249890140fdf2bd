import { createHash, randomBytes } from 'node:crypto'

/** What is kept of a token that was given out: it cannot be turned back, and a random token needs no salt. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** A secret that nobody guesses, in signs that an address may hold. */
export const randomToken = (): string => randomBytes(32).toString('base64url')
