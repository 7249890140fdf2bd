import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { writeFields } from '@rapport/writeback'
import { connectors } from './connectors.ts'
import { cliReference } from './documentation/cli-reference.ts'
import { configurationReference } from './documentation/configuration-reference.ts'
import { createProgram } from './program.ts'

/** The generated pages of the documentation, by their path from the root of the repository. */
export function generatedPages(): Readonly<Record<string, string>> {
  return {
    'docs/cli.md': cliReference(createProgram()),
    'docs/configuration.md': configurationReference(connectors, writeFields),
  }
}

/** Where a page stands on this machine. */
export function pageFile(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of Object.entries(generatedPages())) {
    await writeFile(pageFile(path), content)
    process.stderr.write(`wrote ${path}\n`)
  }
}
