import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { generatedPages, pageFile } from './documentation.ts'

it.each(Object.entries(generatedPages()))(
  '%s says what the code says ("npm run docs" writes it anew)',
  async (path, content) => {
    expect(await readFile(pageFile(path), 'utf8')).toBe(content)
  },
)
