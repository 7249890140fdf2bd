import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'

const packageFolder = resolve(import.meta.dirname, '..')

/** A block of TypeScript in the README, and what it says that it prints. */
interface Example {
  /** The line of the opening fence, from 1. */
  readonly line: number
  readonly code: string
  /** The comments at its end. */
  readonly printed: string
}

function examplesOf(page: string): Example[] {
  return Array.from(page.matchAll(/^```ts\n([\s\S]*?)^```/gm), (fence) => {
    const [, code = ''] = fence
    const [comments = ''] = code.match(/(?:^\/\/.*\n)+$/m) ?? []
    return {
      line: page.slice(0, fence.index).split('\n').length,
      code,
      printed: comments.replace(/^\/\/ ?/gm, ''),
    }
  })
}

/** Runs TypeScript as a file in the package's folder would run; gives what it prints, or throws what it fails with. */
async function run(code: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module-typescript'], {
    cwd: packageFolder,
    // Each of them loads the same modules.
    env: { ...process.env, NODE_COMPILE_CACHE: resolve(tmpdir(), 'node-compile-cache') },
  })
  child.stdin.end(code)
  const [printed, failure, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (status !== 0) throw new Error(failure)
  return printed.replace(/[ \t]+$/gm, '')
}

const examples = examplesOf(readFileSync(resolve(packageFolder, 'README.md'), 'utf8'))

describe('the examples of the README', () => {
  test('are many, and each says what it prints', () => {
    expect(examples.length).toBeGreaterThan(15)
    for (const { line, printed } of examples) expect(printed, `README.md:${line}`).not.toBe('')
  })

  test.each(examples)('README.md:$line prints what it says', async ({ code, printed }) => {
    expect(await run(code)).toBe(printed)
  })
})

describe('the check of the examples', () => {
  test('takes the comments at the end of a block for its output, and no others', () => {
    const page = 'Text.\n\n```ts\n// why\nconsole.log(1)\n// 1\n//\n// 2\n```\n\n```sh\nls\n```\n'
    expect(examplesOf(page)).toEqual([
      { line: 3, code: '// why\nconsole.log(1)\n// 1\n//\n// 2\n', printed: '1\n\n2\n' },
    ])
  })

  test('fails with what an example fails with', async () => {
    await expect(run('throw new RangeError("no such customer")')).rejects.toThrow('no such customer')
  })
})
