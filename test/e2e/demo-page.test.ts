import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { dropWorkspace, openStore } from '@rapport/store'
import { testDatabaseVariable } from '@rapport/store/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Installation, install, type Running } from '../support/installation.ts'

let installation: Installation
const configuration = (): string => path.join(installation.folder, '.rapport', 'demo', 'page.yaml')
const answerToAll = 'Thank you, we have looked into it.'

beforeAll(async () => {
  installation = await install('http://127.0.0.1:9', { token: null })
})
afterAll(async () => {
  const databaseUrl = process.env[testDatabaseVariable]
  const store = await openStore({ workspace: 'demo_page', databaseUrl, folder: installation.folder })
  await store.db.deleteFrom('rapport.user').where('email', '=', 'demo-page@people.example').execute()
  await dropWorkspace(store)
  await store.close()
  await installation[Symbol.asyncDispose]()
})

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
type Ask = (path: string, body?: unknown) => Promise<any>

/** What the process has told by the time that it matches. */
async function told({ process: child, finished }: Running, pattern: RegExp): Promise<RegExpMatchArray> {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
  })
  const ended = finished.then(({ stderr }) => {
    throw new Error(`the demo ended before it told ${pattern}: ${stderr}`)
  })
  for (;;) {
    const match = text.match(pattern)
    if (match !== null) return match
    await Promise.race([ended, pause(20)])
  }
}

async function ended({ process: child, finished }: Running): Promise<void> {
  child.kill('SIGINT')
  const { code, stderr } = await finished
  expect(code, stderr).toBe(0)
  const { connections } = parse(await readFile(configuration(), 'utf8'))
  for (const { settings } of Object.values<{ settings: { baseUrl: string } }>(connections))
    await expect(fetch(settings.baseUrl)).rejects.toThrow('fetch failed')
}

const asking =
  (origin: string, cookie: string): Ask =>
  async (address, body) => {
    const answer = await fetch(`${origin}${address}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { origin, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    expect(answer.ok, `${address}: ${await answer.clone().text()}`).toBe(true)
    return answer.json()
  }

const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')

it('every part of the page has something to show, and a second demo goes on with what was done in the first', async () => {
  const first = installation.start('demo', '--serve', '--port', '0', '--no-limits', '--reset')
  const [, origin = '', token = ''] = await told(first, /(http:\/\/127\.0\.0\.1:\d+)\/welcome#token=(\S+)/)
  const account = { email: 'demo-page@people.example', password: 'a password long enough' }
  const joined = await fetch(`${origin}/api/welcome`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Ada', ...account }),
  })
  const ask = asking(origin, cookieOf(joined))

  const overview = await ask('/api/overview')
  expect(overview).toMatchObject({ today: '2026-06-30', failing: { count: 0 }, rejects: { count: 0 } })
  for (const need of ['overdue', 'atRisk', 'unhappy']) expect(overview[need].items).not.toEqual([])
  const numbers = await ask('/api/overview/numbers')
  for (const name of ['futureValue', 'atRiskShare', 'firstResponse', 'fcr', 'reputation', 'nps'])
    expect({ [name]: typeof numbers[name].value }).toEqual({ [name]: 'number' })
  expect(numbers.futureValue.before).toBeGreaterThan(0)
  // Who waited longer is less likely still a customer.
  const { waits } = await ask('/api/overview/service-and-loyalty')
  const [soon, within, days] = waits.map(({ alive }: { alive: { mean: number } }) => alive.mean)
  expect(soon).toBeGreaterThan(within)
  expect(within).toBeGreaterThan(days)
  expect((await ask('/api/plans')).items[0]).toMatchObject({ state: 'applied' })
  expect((await ask('/api/schedules')).items).toHaveLength(1)

  const [review] = (await ask('/api/reviews?unanswered=true&maxStars=2&connection=trustpilot')).items
  const address = `/api/reviews/${encodeURIComponent(review.reference)}`
  const { replyVersion } = await ask(address)
  await ask(`${address}/reply`, { text: answerToAll, replyVersion })
  await ended(first)

  // Changed by somebody: it stays.
  const text = await readFile(configuration(), 'utf8')
  await writeFile(configuration(), text.replace('margin: 0.3', 'margin: 0.35 # ours'))
  const second = installation.start('demo', '--serve', '--port', '0', '--no-limits')
  const [, again = ''] = await told(second, /serving at (http:\/\/127\.0\.0\.1:\d+)/)
  expect(await readFile(configuration(), 'utf8')).toContain('margin: 0.35 # ours')
  const entered = await fetch(`${again}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: again, 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  const askAgain = asking(again, cookieOf(entered))
  expect(await askAgain(address)).toMatchObject({
    reply: { text: answerToAll },
  })
  const [latest] = (await askAgain('/api/runs')).items
  expect(latest).toMatchObject({ state: 'succeeded' })
  await ended(second)
})
