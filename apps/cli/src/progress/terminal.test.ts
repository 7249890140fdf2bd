import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'

/** Draws on a pretended terminal in a process of its own, and gives what was drawn. */
async function drawn(program: string): Promise<{ code: number | null; out: string; err: string }> {
  const script = `
    import { terminalProgress } from ${JSON.stringify(new URL('./terminal.ts', import.meta.url).href)}
    const read = { name: 'extract', connection: 'crm', subject: 'contact' }
    const score = { name: 'score', connection: null, subject: null }
    process.stderr.columns = process.stdout.columns = 100
    const progress = terminalProgress([read, score])
    ${program}
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, LISTR_FORCE_TTY: '1', CI: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, out, err: stripVTControlCharacters(err) }
}

it('each step has a line that ends with what came of it, on standard error alone', async () => {
  const { code, out, err } = await drawn(`
    progress.onEvent({ type: 'step-finished', step: read, counts: { read: 1200 }, seconds: 2 })
    progress.onEvent({ type: 'step-finished', step: score, counts: { customers: 7 }, seconds: 1 })
    await progress.close()
  `)

  expect({ code, out }).toEqual({ code: 0, out: '' })
  expect(err).toContain('crm/contact  1,200 read (2.0 s)')
  expect(err).toContain('score customers  7 customers with orders (1.0 s)')
})

it('a step that failed and one that was not reached say so, and the display ends', async () => {
  const { code, err } = await drawn(`
    progress.onEvent({ type: 'step-failed', step: read, message: 'the disk is full', isParked: false })
    await progress.close()
  `)

  expect(code).toBe(0)
  expect(err).toContain('crm/contact  the disk is full')
  expect(err).toContain('score customers  not reached')
})
