import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ConfigurationInput } from '@rapport/config'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestWorkspace, type TestWorkspace } from '../testing/workspace.ts'
import type { Workspace } from '../workspace.ts'
import { deliverAlerts, listAlerts } from './deliver-alerts.ts'
import { judgeSchedules } from './judge-schedules.ts'
import { listenForMail, type SmtpListener } from './testing/smtp-listener.ts'

interface Posted {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

let opened: TestWorkspace
let mail: SmtpListener
const posted: Posted[] = []
/** Called when something was posted, before it is answered. */
let onPost: () => Promise<void> = async () => {}
let answer: { status: number; location?: string } = { status: 200 }
const web = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', async () => {
    await onPost()
    posted.push({ path: request.url ?? '', headers: request.headers, body })
    response
      .writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location })
      .end()
  })
})
let address = ''
beforeAll(async () => {
  opened = await openTestWorkspace()
  mail = await listenForMail()
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  address = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
})
afterAll(async () => {
  web.closeAllConnections()
  web.close()
  await mail[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})
beforeEach(async () => {
  posted.length = 0
  mail.mails.length = 0
  mail.refusal = null
  answer = { status: 200 }
  onPost = async () => {}
  await sql`truncate schedule, run_request, alert, alert_state restart identity cascade`.execute(db())
})

const db = () => opened.workspace.store.db
const at = (text: string): Date => new Date(`${text}Z`)

function watched(
  alerts: NonNullable<ConfigurationInput['schedules']>[string]['alerts'] = {},
  channels: NonNullable<ConfigurationInput['alerts']>['channels'] = {},
): Workspace {
  return opened.configured(
    { schedules: { nightly: { cron: '0 2 * * *', alerts } }, alerts: { channels } },
    { SIGNING: 'canary-signing-key', SLACK: `${address}/services/canary-token` },
  )
}

/** A run of the schedule has ended. */
async function ended(outcome: string, when: string, note: string | null = null): Promise<void> {
  await sql`
    insert into run_request (stages, dry_run, confirm, requested_by, schedule, state, outcome, note, finished_at)
    values ('[]', false, false, 'schedule nightly', 'nightly', 'done', ${outcome}, ${note}, ${at(when)})
  `.execute(db())
}

const judge = (workspace: Workspace, now: string) => judgeSchedules(db(), workspace.config, at(now))
const told = async () => (await listAlerts(db(), 50)).map(({ kind }) => kind).toReversed()

test('A failure is told once, the third in a row once more, and that all is well again once', async () => {
  const workspace = watched()
  const outcomes = ['succeeded', 'failed', 'failed', 'failed', 'stopped', 'succeeded', 'partial', 'failed']
  for (const [index, outcome] of outcomes.entries()) {
    await ended(outcome, `2026-06-0${index + 1}T02:00`)
    await judge(workspace, `2026-06-0${index + 1}T02:01`)
    // Nothing is told a second time by looking again, in this process or another.
    await judge(workspace, `2026-06-0${index + 1}T02:02`)
  }
  expect(await told()).toEqual(['failed', 'repeated', 'recovered', 'failed'])
  const [, , repeated] = await listAlerts(db(), 50)
  expect(repeated).toMatchObject({ subject: 'nightly failed 3 times in a row' })
})

test('Many processes that look at once tell a change once', async () => {
  const workspace = watched()
  await ended('failed', '2026-06-01T02:00')
  await Promise.all(Array.from({ length: 8 }, () => judge(workspace, '2026-06-01T02:01')))
  expect(await told()).toEqual(['failed'])
})

test('No success for the set hours is told once, though nothing failed, and success ends it', async () => {
  const workspace = watched({ noSuccessHours: 26 })
  await judge(workspace, '2026-06-01T00:00')
  await judge(workspace, '2026-06-02T01:59')
  expect(await told()).toEqual([])
  await judge(workspace, '2026-06-02T02:00')
  await judge(workspace, '2026-06-03T02:00')
  expect(await told()).toEqual(['silent'])
  await ended('succeeded', '2026-06-03T03:00')
  await judge(workspace, '2026-06-03T03:01')
  expect(await told()).toEqual(['silent', 'recovered'])
})

test('A run that a person cancelled, or a pause, is nothing to be told of', async () => {
  const workspace = watched({ noSuccessHours: 1 })
  await ended('cancelled', '2026-06-01T02:00')
  await sql`
    insert into schedule (name, cron, timezone, dry_run, paused_by) values ('nightly', '0 2 * * *', 'UTC', false, 'ada')
  `.execute(db())
  await judge(workspace, '2026-06-01T00:00')
  await judge(workspace, '2026-06-09T00:00')
  expect(await told()).toEqual([])
})

test('An alert goes over every channel: as mail, as signed JSON, as a message for Slack', async () => {
  const workspace = watched(
    {},
    {
      office: {
        email: {
          to: ['ops@example.com', 'boss@example.com'],
          from: 'rapport@example.com',
          host: '127.0.0.1',
          port: mail.port,
        },
      },
      hook: { webhook: { url: `${address}/hook`, secret: 'env:SIGNING' } },
      chat: { slack: { url: 'env:SLACK', host: '127.0.0.1' } },
    },
  )
  await ended('failed', '2026-06-01T02:00', 'the token was refused <script>')
  await judge(workspace, '2026-06-01T02:01')
  const deliver = () =>
    deliverAlerts(workspace, { now: at('2026-06-01T02:01'), signal: new AbortController().signal })
  expect(await deliver()).toBe(3)
  expect(await deliver()).toBe(0)
  expect(mail.mails).toHaveLength(1)
  expect(mail.mails[0]).toMatchObject({
    from: 'rapport@example.com',
    to: ['ops@example.com', 'boss@example.com'],
  })
  expect(mail.mails[0]?.text).toMatch(/Subject: \[Rapport .*nightly failed/s)
  const hook = posted.find(({ path }) => path === '/hook')
  const { 'x-rapport-timestamp': time, 'x-rapport-signature': signature } = hook?.headers ?? {}
  const expected = createHmac('sha256', 'canary-signing-key').update(`${time}.${hook?.body}`).digest('hex')
  expect(signature).toBe(`sha256=${expected}`)
  expect(JSON.parse(hook?.body ?? '')).toMatchObject({ schedule: 'nightly', kind: 'failed', runId: null })
  const chat = posted.find(({ path }) => path === '/services/canary-token')
  expect(JSON.parse(chat?.body ?? '').text).toContain('the token was refused &lt;script&gt;')
})

test('A channel that fails is tried again, shows why without secrets, and holds up no other', async () => {
  const workspace = watched(
    {},
    {
      office: {
        email: { to: ['ops@example.com'], from: 'rapport@example.com', host: '127.0.0.1', port: mail.port },
      },
      chat: { slack: { url: 'env:SLACK', host: '127.0.0.1' } },
    },
  )
  mail.refusal = '451 come back later'
  answer = { status: 302, location: 'http://203.0.113.1/elsewhere' }
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  const deliver = (now: string) =>
    deliverAlerts(workspace, { now: at(now), signal: new AbortController().signal })
  expect(await deliver('2026-06-01T02:01')).toBe(0)
  const [alert] = await listAlerts(db(), 1)
  expect(alert?.deliveries).toMatchObject([
    {
      channel: 'chat',
      state: 'waiting',
      tries: 1,
      error: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 302$/),
    },
    { channel: 'office', state: 'waiting', tries: 1, error: expect.stringContaining('come back later') },
  ])
  expect(JSON.stringify(alert)).not.toContain('canary')
  mail.refusal = null
  expect(await deliver('2026-06-01T02:01')).toBe(0)
  expect(await deliver('2026-06-01T02:02')).toBe(1)
  // The other one still answers with a redirect, which is not followed.
  for (const hour of ['03', '04', '05', '12', '23']) await deliver(`2026-06-01T${hour}:30`)
  await deliver('2026-06-03T00:00')
  expect((await listAlerts(db(), 1))[0]?.deliveries).toMatchObject([
    { channel: 'chat', state: 'given up', tries: 7 },
    { channel: 'office', state: 'sent', tries: 2 },
  ])
})

test('A secret that names another host than the set-up is not followed', async () => {
  const workspace = watched({}, { chat: { slack: { url: 'env:SLACK' } } })
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  await deliverAlerts(workspace, { now: at('2026-06-01T02:01'), signal: new AbortController().signal })
  expect(posted).toEqual([])
  expect((await listAlerts(db(), 1))[0]?.deliveries[0]?.error).toMatch(
    /^the address of the channel is not at hooks\.slack\.com/,
  )
})

test('An alert whose sender died before it noted that it was sent goes out once more under the same number, and says so', async () => {
  const workspace = watched({}, { hook: { webhook: { url: `${address}/hook`, secret: 'env:SIGNING' } } })
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  const deliver = (now: string) =>
    deliverAlerts(workspace, { now: at(now), signal: new AbortController().signal })
  let begun: string | null | undefined
  onPost = async () => {
    begun ??= (await listAlerts(db(), 1))[0]?.deliveries[0]?.error
  }
  // It is out, and what came of it is lost: as the begun try left the row.
  expect(await deliver('2026-06-01T02:01')).toBe(1)
  await sql`
    update alert_delivery set state = 'waiting', sent_at = null, error = ${begun}, next_try_at = ${at('2026-06-01T02:03')}
  `.execute(db())
  expect(await deliver('2026-06-01T02:02')).toBe(0)
  expect(await deliver('2026-06-01T02:03')).toBe(1)
  expect(await deliver('2026-06-01T02:10')).toBe(0)
  const [first, second] = posted.map(({ body }) => JSON.parse(body))
  expect(posted).toHaveLength(2)
  expect(first).toMatchObject({ attempt: 1, mayHaveArrived: false })
  expect(second).toMatchObject({ id: first.id, attempt: 2, mayHaveArrived: true })
})

test('That a try begins is noted before anything is sent; a refused one is known not to have arrived', async () => {
  const workspace = watched({}, { hook: { webhook: { url: `${address}/hook`, secret: 'env:SIGNING' } } })
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  const seen: (number | undefined)[] = []
  onPost = async () => {
    const [alert] = await listAlerts(db(), 1)
    seen.push(alert?.deliveries[0]?.tries)
  }
  answer = { status: 500 }
  const deliver = (now: string) =>
    deliverAlerts(workspace, { now: at(now), signal: new AbortController().signal })
  await deliver('2026-06-01T02:01')
  answer = { status: 200 }
  expect(await deliver('2026-06-01T02:02')).toBe(1)
  expect(seen).toEqual([1, 2])
  expect(JSON.parse(posted[1]?.body ?? '')).toMatchObject({ attempt: 2, mayHaveArrived: false })
})

test('A receiver that did not answer in time may have the alert: it is told so from then on, whatever it answers in between', async () => {
  const workspace = watched({}, { hook: { webhook: { url: `${address}/hook`, secret: 'env:SIGNING' } } })
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  const { signal } = new AbortController()
  const silent = Promise.withResolvers<void>()
  onPost = () => silent.promise
  expect(await deliverAlerts(workspace, { now: at('2026-06-01T02:01'), signal, longestMs: 300 })).toBe(0)
  expect((await listAlerts(db(), 1))[0]?.deliveries[0]).toMatchObject({
    ...{ state: 'waiting', tries: 1, error: 'may have arrived: it was not answered within 0.3 seconds' },
  })
  silent.resolve()
  onPost = async () => {}
  answer = { status: 500 }
  await deliverAlerts(workspace, { now: at('2026-06-01T02:02'), signal })
  answer = { status: 200 }
  expect(await deliverAlerts(workspace, { now: at('2026-06-01T02:07'), signal })).toBe(1)
  const told = posted
    .map(({ body }) => JSON.parse(body))
    .toSorted((one, other) => one.attempt - other.attempt)
  expect(told.map(({ mayHaveArrived }) => mayHaveArrived)).toEqual([false, true, true])
})

test('An alert under way when the process stops may have arrived', async () => {
  const workspace = watched({}, { hook: { webhook: { url: `${address}/hook`, secret: 'env:SIGNING' } } })
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  const stopping = new AbortController()
  onPost = async () => stopping.abort()
  await deliverAlerts(workspace, { now: at('2026-06-01T02:01'), signal: stopping.signal })
  expect((await listAlerts(db(), 1))[0]?.deliveries[0]?.error).toMatch(
    /^may have arrived: 127\.0\.0\.1:\d+ did not answer$/,
  )
})

test('A receiver that cannot be connected to does not have the alert', async () => {
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const { port } = gone.address() as AddressInfo
  gone.close()
  await once(gone, 'close')
  const url = `http://127.0.0.1:${port}/`
  const workspace = watched({}, { hook: { webhook: { url, secret: 'env:SIGNING' } } })
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  const { signal } = new AbortController()
  await deliverAlerts(workspace, { now: at('2026-06-01T02:01'), signal })
  expect((await listAlerts(db(), 1))[0]?.deliveries[0]?.error).toBe(`127.0.0.1:${port} could not be reached`)
})

test('A mail that was given up is not sent after all', async () => {
  const email = { to: ['ops@example.com'], from: 'rapport@example.com', host: '127.0.0.1', port: mail.port }
  const workspace = watched({}, { office: { email } })
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  const { signal } = new AbortController()
  const silent = Promise.withResolvers<void>()
  mail.before = silent.promise
  await deliverAlerts(workspace, { now: at('2026-06-01T02:01'), signal, longestMs: 300 })
  mail.before = null
  silent.resolve()
  await mail.ended()
  expect(mail.mails).toEqual([])
  expect((await listAlerts(db(), 1))[0]?.deliveries[0]?.error).toMatch(/^may have arrived: /)
})

test('The database that is away when an alert was sent does not send it again', async () => {
  const workspace = watched({}, { hook: { webhook: { url: `${address}/hook`, secret: 'env:SIGNING' } } })
  await ended('failed', '2026-06-01T02:00')
  await judge(workspace, '2026-06-01T02:01')
  // What notes the end fails once.
  await sql`
    create or replace function fail_once() returns trigger language plpgsql as $$
    begin
      if new.state = 'sent' and nextval('failing_once') = 1 then raise exception 'away'; end if;
      return new;
    end $$
  `.execute(db())
  await sql`create sequence failing_once`.execute(db())
  await sql`create trigger failing before update on alert_delivery for each row execute function fail_once()`.execute(
    db(),
  )
  try {
    const { signal } = new AbortController()
    expect(await deliverAlerts(workspace, { now: at('2026-06-01T02:01'), signal })).toBe(1)
    expect(await deliverAlerts(workspace, { now: at('2026-06-02T02:01'), signal })).toBe(0)
  } finally {
    await sql`drop trigger failing on alert_delivery`.execute(db())
    await sql`drop function fail_once`.execute(db())
    await sql`drop sequence failing_once`.execute(db())
  }
  expect(posted).toHaveLength(1)
  expect((await listAlerts(db(), 1))[0]?.deliveries[0]).toMatchObject({ state: 'sent', error: null })
})
