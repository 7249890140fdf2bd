import { createRequire } from 'node:module'
import { z } from 'zod'

/** The version of Rapport, from its manifest. */
export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('../package.json')
  return z.object({ version: z.string() }).parse(manifest).version
}
