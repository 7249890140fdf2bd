import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { install, type Running } from '../support/installation.ts'

/** What the process has told by the time that it matches. */
async function told({ process: child, finished }: Running, pattern: RegExp): Promise<RegExpMatchArray> {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
  })
  const ended = finished.then(({ stderr }) => {
    throw new Error(`the server ended before it told ${pattern}: ${stderr}`)
  })
  for (;;) {
    const match = text.match(pattern)
    if (match !== null) return match
    await Promise.race([ended, pause(20)])
  }
}

it('the first owner joins by the link that the server prints, a run is asked for and worked on, and SIGTERM ends it in good order', async () => {
  await using installation = await install('http://127.0.0.1:9', {
    token: null,
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      connections: { shop: { connector: 'csv', settings: { folder: '.' } } },
    }),
  })
  const running = installation.start('serve', '--port', '0')
  const [, origin = '', token = ''] = await told(running, /(http:\/\/127\.0\.0\.1:\d+)\/welcome#token=(\S+)/)
  const ask = (path: string, body?: unknown, cookie = '') =>
    fetch(`${origin}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { origin, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  const page = await ask('/welcome')
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id=')])
  const email = `${installation.workspace}@example.com`
  const joined = await ask('/api/welcome', { token, name: 'Ada', email, password: 'a password long enough' })
  const cookie = joined.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  expect((await ask('/api/session', undefined, cookie)).status).toBe(200)
  expect(
    (await ask('/api/welcome', { token, name: 'Eve', email, password: 'another long one' })).status,
  ).toBe(410)

  const asked = await ask('/api/runs', { dryRun: true }, cookie)
  expect(asked.status, await asked.clone().text()).toBe(202)
  for (;;) {
    const { items } = (await (await ask('/api/runs', undefined, cookie)).json()) as {
      items: { state: string; finishedAt: string | null }[]
    }
    if (items.some(({ finishedAt }) => finishedAt !== null)) break
    await pause(100)
  }

  running.process.kill('SIGTERM')
  const { code, stderr } = await running.finished
  expect(code, stderr).toBe(0)
  await expect(fetch(`${origin}/livez`)).rejects.toThrow('fetch failed')
  const store = await installation.openStore()
  await store.db.deleteFrom('rapport.user').where('email', '=', email).execute()
  await store.close()
})
