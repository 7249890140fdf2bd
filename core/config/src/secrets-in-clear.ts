import { textValues } from './plain-data.ts'
import type { ProblemList } from './problem-list.ts'
import { isSecretReference } from './secret-reference.ts'

/** Keys whose value is a secret, whatever it looks like. */
const secretKey = /(token|secret|password|passwd|api_?key|private_?key|credential)$/i

/** Values that are a secret, whatever their key: the vendors' own prefixes, JSON web tokens, keys, passwords in URLs. */
const secretShapes: readonly RegExp[] = [
  /^pat-[a-z0-9]+-[\w-]{8,}/i,
  /^(sk|rk|pk)_(live|test)_\w{8,}/,
  /^xox[abprs]-/,
  /^gh[pousr]_\w{16,}/,
  /^eyJ[\w-]{10,}\.[\w-]+/,
  /^(Bearer|Basic)\s+\S{6,}/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]+:[^\s/@]+@/i,
]

/** Whether a text looks like a secret, so that it must not be repeated in a message. */
export function looksLikeSecret(text: string): boolean {
  return !isSecretReference(text) && secretShapes.some((shape) => shape.test(text))
}

/** Whether the value of this key is a secret by its name. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key)
}

/** Finds secrets that stand in the file. The messages never repeat them. */
export function checkSecretsInClear(data: unknown, problems: ProblemList): void {
  for (const { path, text } of textValues(data)) {
    const key = path.findLast((step) => typeof step === 'string') ?? ''
    const named = isSecretKey(String(key)) && path.some((step) => step === 'auth' || step === 'settings')
    if (isSecretReference(text) || !(named || looksLikeSecret(text))) continue
    problems.atValue(path, 'a secret stands here in clear', suggestReference(text))
  }
}

/** What to write in place of a secret. */
export function suggestReference(text: string): string {
  const variable = /^\$\{([A-Z][A-Z0-9_]*)\}$/.exec(text)?.[1]
  return variable === undefined
    ? 'write a reference, env:NAME, file:path or stored:NAME, and renew the secret if others could read this file'
    : `write env:${variable}`
}
