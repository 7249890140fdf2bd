import { createHash, randomBytes } from 'node:crypto'

/** Proves that who exchanges a code is who asked for it (RFC 7636). */
export interface ProofKey {
  /** Goes with the exchange, and nowhere before. */
  readonly verifier: string
  /** Its digest (S256), which goes with the request. */
  readonly challenge: string
}

/** A proof key of 32 random bytes, as RFC 7636, section 4.1, recommends. */
export function newProofKey(): ProofKey {
  const verifier = randomToken()
  return { verifier, challenge: challengeOf(verifier) }
}

/** BASE64URL(SHA256(verifier)): RFC 7636, section 4.2. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** 32 random bytes in base64url: a text that nobody guesses. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}
