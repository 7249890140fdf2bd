import { randomInt, randomUUID } from 'node:crypto'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { countAttempt } from './access/sign-in-throttle.ts'
import { addressProblem } from './address-problem.ts'
import { startTestServer } from './testing/test-server.ts'

// Attempts that are a day old are forgotten at any sign-in, those of other servers on this database included.
let now = new Date()
const server = await startTestServer({ now: () => now })
afterAll(() => server[Symbol.asyncDispose]())
const { running, workspace } = server
const canary = 'canary-4f1d9c0b7e'

const problemOf = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  return (await answer.json()) as { type: string; status: number; detail: string; instance: string }
}

describe('a request', () => {
  test('that changes something comes from the own page, or is refused', async () => {
    const owner = await server.signIn('owner')
    const invite = { method: 'POST', body: { email: 'new@example.com', role: 'viewer' } }
    const foreign = await owner.ask('/api/invitations', {
      ...invite,
      headers: { origin: 'https://evil.example' },
    })
    expect(foreign.status).toBe(403)
    expect(await problemOf(foreign)).toMatchObject({ type: '/problems/foreign-origin' })
    const without = await fetch(`${running.url}/api/invitations`, {
      method: 'POST',
      headers: { cookie: owner.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(invite.body),
    })
    expect(without.status).toBe(403)
    const form = await owner.ask('/api/invitations', { ...invite, headers: { 'content-type': 'text/plain' } })
    expect(form.status).toBe(415)
    expect((await owner.ask('/api/invitations', invite)).status).toBe(201)
  })

  test('under another host name is refused, so that no page elsewhere can point its name here', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const { port } = new URL(running.url)
      const socket = createConnection(Number(port), '127.0.0.1')
      let text = ''
      socket.on('data', (data) => {
        text += data
      })
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
      socket.write('GET /api/session HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    })
    expect(answer).toMatch(/^HTTP\/1\.1 421 /)
  })

  test('that cannot be understood is answered with what is wrong, as a problem', async () => {
    const owner = await server.signIn('owner')
    const send = (body: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${running.url}/api/invitations`, {
        method: 'POST',
        headers: {
          cookie: owner.cookie,
          origin: running.url,
          'content-type': 'application/json',
          ...headers,
        },
        body,
      })
    expect(await problemOf(await send('{"email":'))).toMatchObject({
      status: 400,
      type: '/problems/malformed',
    })
    expect(await problemOf(await send('{"email":"x"}'))).toMatchObject({
      ...{ status: 422, type: '/problems/invalid', title: 'The request is not valid' },
      errors: expect.arrayContaining([{ path: 'json.email', message: expect.any(String) }]),
    })
    const large = await send(JSON.stringify({ email: 'x'.repeat(2 * 1024 * 1024) }))
    expect(await problemOf(large)).toMatchObject({ status: 413, type: '/problems/too-large' })
    const nowhere = await problemOf(await owner.ask('/api/nowhere'))
    expect(nowhere).toMatchObject({ status: 404, instance: expect.stringMatching(/^\/requests\/[\w-]{36}$/) })
    const cursor = Buffer.from('{"sort":"-clv","value":1,"id":1.5}').toString('base64url')
    for (const path of ['/api/customers?q=%00', `/api/customers?cursor=${cursor}`, '/api/audit?actor=%00'])
      expect(await problemOf(await owner.ask(path)), path).toMatchObject({ status: 422 })
    expect(
      await problemOf(await send('{"email":"a@example.com","role":"agent","agents":["z/agent:\\ud800"]}')),
    ).toMatchObject({ status: 422, detail: expect.stringContaining('no record can hold') })
    const method = await owner.ask('/api/customers', { method: 'POST', body: {} })
    expect(method.headers.get('allow')).toContain('GET')
    expect(await problemOf(method)).toMatchObject({ status: 405 })
  })

  test('is answered with headers that let no script, frame or style of elsewhere in', async () => {
    const { headers } = await server.ask('/api/docs')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect((await server.ask('/api/session')).headers.get('cache-control')).toBe('no-store')
  })
})

test('the page of the API names no other host and holds no script', async () => {
  const page = await (await server.ask('/api/docs')).text()
  expect(page).toContain('GET /api/customers')
  expect(page).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/)
})

test('after ten wrong passwords for an e-mail the right one waits too; a quarter of an hour later it does not', async () => {
  const viewer = await server.signIn('viewer')
  const signIn = (password: string) =>
    server.ask('/api/auth/sign-in/email', { method: 'POST', body: { email: viewer.email, password } })
  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => signIn(`${canary}-${index}`)))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(401))
  const waits = await signIn(viewer.password)
  expect(waits.status).toBe(429)
  expect(Number(waits.headers.get('retry-after'))).toBeGreaterThan(0)
  now = new Date(now.getTime() + 15 * 60_000 + 1)
  expect((await signIn(viewer.password)).status).toBe(204)
})

test('who tries from one address keeps nobody from signing in elsewhere; a network of IPv6 is one address', async () => {
  const { db } = workspace.store
  const email = `${randomUUID()}@example.com`
  const [ours, theirs] = [randomUUID(), randomUUID()]
  for (let tries = 0; tries < 60; tries += 1) await countAttempt(db, { email, address: theirs }, now)
  expect(await countAttempt(db, { email, address: theirs }, now)).toBeGreaterThan(0)
  expect(await countAttempt(db, { email, address: ours }, now)).toBeNull()
  const prefix = `2001:db8:${randomInt(1, 0xffff).toString(16)}`
  const person = `${randomUUID()}@example.com`
  for (let tries = 1; tries <= 10; tries += 1)
    expect(await countAttempt(db, { email: person, address: `${prefix}::${tries}` }, now)).toBeNull()
  expect(await countAttempt(db, { email: person, address: `${prefix}::ab:cd` }, now)).toBeGreaterThan(0)
  expect(await countAttempt(db, { email: person, address: `${prefix}:1::1` }, now)).toBeNull()
})

test('a wrong password and an unknown e-mail are answered alike', async () => {
  const viewer = await server.signIn('viewer')
  const answers = await Promise.all(
    [viewer.email, 'nobody@example.com'].map(async (email) => {
      const body = { email, password: canary }
      const answer = await server.ask('/api/auth/sign-in/email', { method: 'POST', body })
      const { instance: _, ...rest } = await problemOf(answer)
      return rest
    }),
  )
  expect(answers[0]).toEqual(answers[1])
})

test('while the database is away, requests are told to come again; when it is back, they are answered', async () => {
  const line = await openLine()
  onTestFinished(line.close)
  await using behind = await startTestServer({ databaseThrough: line.to })
  const owner = await behind.signIn('owner')
  line.cut()
  for (const path of ['/api/session', '/api/customers']) {
    const answer = await owner.ask(path)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await problemOf(answer)).toMatchObject({ type: '/problems/database-unavailable' })
  }
  const body = { email: owner.email, password: owner.password }
  expect((await behind.ask('/api/auth/sign-in/email', { method: 'POST', body })).status).toBe(503)
  expect((await behind.ask('/readyz')).status).toBe(503)
  expect((await behind.ask('/livez')).status).toBe(200)
  await line.mend()
  expect((await owner.ask('/api/session')).status).toBe(200)
  expect((await behind.ask('/readyz')).status).toBe(200)
})

/** A line to the database that can be cut and mended. */
async function openLine() {
  let target = { host: '', port: 0 }
  const open = new Set<Socket>()
  const switchboard = createServer((socket) => {
    const onward = createConnection(target)
    for (const [end, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(end)
      end.pipe(other)
      end.on('error', () => other.destroy())
      end.on('close', () => open.delete(end))
    }
  })
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      switchboard.listen(port, '127.0.0.1', () => resolve((switchboard.address() as AddressInfo).port))
    })
  const port = await listen(0)
  const cut = (): void => {
    switchboard.close()
    for (const socket of open) socket.destroy()
  }
  return {
    cut,
    close: cut,
    mend: () => listen(port),
    to: async (address: string) => {
      const url = new URL(address)
      target = { host: url.hostname, port: Number(url.port) }
      url.host = `127.0.0.1:${port}`
      return url.href
    },
  }
}

test('no secret that was sent is in a log, an answer, or the metrics', async () => {
  const owner = await server.signIn('owner')
  workspace.redactor.add(canary)
  await server.ask(`/api/nowhere/${canary}?token=${canary}`, {
    headers: { authorization: `Bearer ${canary}` },
  })
  await owner.ask(`/api/customers?q=${canary}`)
  await server.ask('/api/welcome', {
    method: 'POST',
    body: { token: canary, name: canary, email: 'a@example.com', password: canary },
  })
  const metrics = await (await server.ask('/metrics')).text()
  expect(metrics).toMatch(
    /http_request_duration_seconds_bucket\{le="[^"]+",method="GET",route="\/api\/customers",status="200"\}/,
  )
  expect(metrics).not.toContain(canary)
  expect(server.lines.length).toBeGreaterThan(10)
  expect(server.lines.join('')).not.toContain(canary)
  expect(server.lines.join('')).not.toContain(owner.password)
  const { rows } = await sql<{ token: string }>`select token from rapport.session`.execute(workspace.store.db)
  for (const { token } of rows) expect(server.lines.join('')).not.toContain(token)
})

test('a server that is stopped lets requests under way end, and takes no new ones', async () => {
  await using other = await startTestServer()
  const owner = await other.signIn('owner')
  const answers = Promise.all(Array.from({ length: 5 }, () => owner.ask('/api/customers')))
  await other.ask('/livez')
  const stopped = other.running.stop()
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  await stopped
  await expect(other.ask('/livez')).rejects.toThrow('fetch failed')
})

test.each([
  [{ host: '127.0.0.1', allowedHosts: [] }, null],
  [{ host: '0.0.0.0', allowedHosts: [] }, 'can be reached from other machines'],
  [{ host: '0.0.0.0', allowedHosts: ['rapport.internal'] }, null],
  [{ host: '0.0.0.0', publicUrl: 'https://rapport.example.com', allowedHosts: [] }, null],
  [{ host: '127.0.0.1', publicUrl: 'http://rapport.example.com', allowedHosts: [] }, 'must begin with https'],
  [{ host: '127.0.0.1', publicUrl: 'https://x.example/path', allowedHosts: [] }, 'an origin alone'],
  [{ host: '127.0.0.1', allowedHosts: ['http://x'] }, 'a name without port or path'],
])('where it may listen: %j', (address, expected) => {
  const problem = addressProblem(address)
  if (expected === null) expect(problem).toBeNull()
  else expect(problem).toContain(expected)
})
