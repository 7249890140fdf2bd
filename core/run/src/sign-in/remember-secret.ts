import type { Redactor } from '@rapport/connector'

/** Shorter lines of a secret would blank out ordinary text. */
const shortestLine = 16

/** Keeps a secret out of all text; of one with several lines, such as a key in PEM, every line by itself too. */
export function rememberSecret(redactor: Redactor, secret: string): void {
  redactor.add(secret)
  const lines = secret.split(/\r?\n|\\n/).map((line) => line.trim())
  if (lines.length < 2) return
  for (const line of lines) {
    if (line.length >= shortestLine && !line.startsWith('-----')) redactor.add(line)
  }
}
