import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
// What @changesets/cli itself reads them with.
import { parseChangesetFile } from '@changesets/parse'
import { expect, test } from 'vitest'

const folder = resolve(import.meta.dirname, '../.changeset')

// A formatter of Markdown takes front matter of one line for a heading, and only the next release would tell.
test.for(globSync('*.md', { cwd: folder }))('.changeset/%s says which packages change, and how', (file) => {
  const { releases, summary } = parseChangesetFile(readFileSync(join(folder, file), 'utf8'))
  expect(releases).not.toEqual([])
  expect(summary).not.toBe('')
})
