import { ConnectorError } from '@rapport/connector'
import { lockWorkspace, openStepLocks } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTellingWorkspace, refusing, type TellingWorkspace } from '../testing/told.ts'
import { drainWebhooks } from './drain-webhooks.ts'
import { requestRunAfterWebhooks, shouldRunAfterWebhooks } from './follow-up.ts'
import { webhookStandings } from './webhook-standing.ts'

const { signal } = new AbortController()
let told: TellingWorkspace

beforeAll(async () => {
  told = await openTellingWorkspace()
})
afterAll(() => told[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`truncate webhook_record, webhook_tally, webhook_follow_up, contact, reject, audit`.execute(db())
  told.contacts.clear()
  told.reads.length = 0
  told.beforeRead = () => {}
  told.afterRead = () => {}
})

const db = () => told.workspace.store.db
const drain = (options: { leaseMs?: number } = {}) => drainWebhooks(told.workspace, { signal, ...options })
const waiting = () =>
  db().selectFrom('webhook_record').select(['id', 'tries', 'reason']).orderBy('id').execute()
/** As if time had passed. */
const letTimePass = () => sql`update webhook_record set due_at = now()`.execute(db())
const named = (name: string) => ({ name })

test('reads again what it was told of, in batches, and stores what is there now', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `c${String(index).padStart(2, '0')}`)
  for (const id of ids) told.contacts.set(id, named(`Person ${id}`))
  await told.tell(...ids)
  expect(await drain()).toMatchObject({ read: 20, changed: 20, failed: 0, setAside: 0, unavailable: [] })
  expect(told.reads.map(({ length }) => length)).toEqual([8, 8, 4])
  expect(await told.stored()).toMatchObject({ c00: 'Person c00', c19: 'Person c19' })
  expect(await waiting()).toEqual([])

  told.contacts.delete('c00')
  await told.tell({ id: 'c00', at: '2026-06-01T13:00:00.000Z' })
  expect(await drain()).toMatchObject({ read: 1, changed: 1 })
  expect(await told.stored()).not.toHaveProperty('c00')
})

test('what was told of while it was being read is read once more', async () => {
  told.contacts.set('c1', named('as it was'))
  await told.tell('c1')
  told.afterRead = async () => {
    told.afterRead = () => {}
    told.contacts.set('c1', named('as it is'))
    await told.tell({ id: 'c1', at: '2026-06-01T12:00:00.001Z' })
  }
  await drain()
  expect(told.reads).toHaveLength(2)
  expect(await told.stored()).toEqual({ c1: 'as it is' })
  expect(await waiting()).toEqual([])
})

test('the same batch once more, while it is read or afterwards, changes nothing', async () => {
  told.contacts.set('c1', named('Ann'))
  await told.tell('c1')
  told.afterRead = async () => {
    await told.tell('c1')
  }
  await drain()
  expect(told.reads).toHaveLength(1)
  told.afterRead = () => {}
  await told.tell('c1')
  expect(await drain()).toMatchObject({ read: 1, changed: 0 })
})

test('a process that dies between the read and the delete loses nothing: another one takes over after the lease', async () => {
  told.contacts.set('c1', named('Ann'))
  await told.tell('c1')
  // The process stops here for good, as far as anybody can see.
  const dead = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  told.afterRead = () => {
    stopped.resolve()
    return dead.promise
  }
  const first = drain()
  await stopped.promise
  told.afterRead = () => {}
  expect(await drain()).toMatchObject({ read: 0 })
  await letTimePass()
  told.contacts.set('c1', named('Ann, later'))
  expect(await drain()).toMatchObject({ read: 1, changed: 1 })
  // Should it wake up after all, what it read before is not stored over what was read since.
  dead.resolve()
  expect(await first).toMatchObject({ read: 0 })
  expect(await told.stored()).toEqual({ c1: 'Ann, later' })
})

test('one record that cannot be read takes no other with it, and is set aside with its reason after five tries', async () => {
  const ids = ['c1', 'c2', 'c3', 'c4', 'c5']
  for (const id of ids) told.contacts.set(id, named(id))
  await told.tell(...ids)
  told.beforeRead = refusing('c3')
  expect(await drain()).toMatchObject({ read: 4, failed: 1 })
  expect(Object.keys(await told.stored())).toEqual(['c1', 'c2', 'c4', 'c5'])
  expect(await waiting()).toEqual([{ id: 'c3', tries: 1, reason: 'record c3 cannot be read' }])
  expect(await drain()).toMatchObject({ read: 0, failed: 0 })
  for (let round = 0; round < 3; round += 1) {
    await letTimePass()
    expect(await drain()).toMatchObject({ failed: 1, setAside: 0 })
  }
  await letTimePass()
  expect(await drain()).toMatchObject({ failed: 0, setAside: 1 })
  expect(await waiting()).toEqual([])
  const rejects = db()
    .selectFrom('reject')
    .select(['entity', 'record_id', 'reason'])
    .where('resolved_at', 'is', null)
  expect(await rejects.execute()).toEqual([
    { entity: 'contact', record_id: 'c3', reason: expect.stringContaining('record c3 cannot be read') },
  ])
  // Told of once more, and readable now, it is off the list.
  told.beforeRead = () => {}
  await told.tell({ id: 'c3', at: '2026-06-01T13:00:00.000Z' })
  expect(await drain()).toMatchObject({ read: 1 })
  expect(await rejects.execute()).toEqual([])
})

test('a vendor that cannot be asked is left alone, and nothing that it told of counts as failed', async () => {
  await told.tell('c1', 'c2')
  told.beforeRead = () => {
    throw new ConnectorError('transient', 'the CRM is away')
  }
  expect(await drain()).toMatchObject({
    failed: 0,
    unavailable: [{ connection: 'crm', reason: 'the CRM is away' }],
  })
  expect(await waiting()).toMatchObject([
    { id: 'c1', tries: 0, reason: 'the CRM is away' },
    { id: 'c2', tries: 0, reason: 'the CRM is away' },
  ])
  expect(await drain()).toMatchObject({ unavailable: [] })
  expect(told.reads).toHaveLength(1)
  expect(await webhookStandings(told.workspace)).toMatchObject([
    { connection: 'crm', waiting: 2, failing: 2, events: [{ kind: 'told', events: 2, unknown: 0 }] },
  ])
})

test('nothing is read or stored beside a run, nor what was read before one began', async () => {
  told.contacts.set('c1', named('before the run'))
  await told.tell('c1')
  const lock = await lockWorkspace(told.workspace.store)
  expect(await drain()).toMatchObject({ read: 0, isHeldBack: true })
  expect(told.reads).toEqual([])
  await lock.release()

  // A step may go on for moments after the process that led its run.
  const steps = await openStepLocks(told.workspace.store)
  await steps.take('resolve')
  expect(await drain()).toMatchObject({ read: 0, isHeldBack: true })
  await steps.close()

  // A run that begins while it reads is waited for.
  const running = Promise.withResolvers<{ release(): Promise<void> }>()
  told.afterRead = async () => running.resolve(await lockWorkspace(told.workspace.store))
  expect(await drain()).toMatchObject({ read: 0, isHeldBack: true })
  await (await running.promise).release()

  // One that begins and ends while it reads may have stored what is newer: it reads once more.
  told.afterRead = async () => {
    told.afterRead = () => {}
    told.contacts.set('c1', named('after the run'))
    await sql`insert into run (kind, state, dry_run, finished_at) values ('sync', 'succeeded', false, now())`.execute(
      db(),
    )
  }
  expect(await drain()).toMatchObject({ read: 1 })
  expect(await told.stored()).toEqual({ c1: 'after the run' })
})

test('a run is asked for once after records changed, and no sooner than a minute after the last', async () => {
  const should = () => shouldRunAfterWebhooks(db())
  expect(await should()).toBe(false)
  told.contacts.set('c1', named('Ann'))
  await told.tell('c1')
  await drain()
  expect([await should(), await should()]).toEqual([true, false])

  // What is as it was before, such as after our own writes, needs no run.
  await told.tell({ id: 'c1', at: '2026-06-01T13:00:00.000Z' })
  await drain()
  await sql`update webhook_follow_up set requested_at = requested_at - interval '1 hour'`.execute(db())
  expect(await should()).toBe(false)

  told.contacts.set('c1', named('Anna'))
  await told.tell({ id: 'c1', at: '2026-06-01T14:00:00.000Z' })
  await drain()
  expect(await should()).toBe(true)
  told.contacts.set('c1', named('Anne'))
  await told.tell({ id: 'c1', at: '2026-06-01T15:00:00.000Z' })
  await drain()
  expect(await should()).toBe(false)
  await sql`update webhook_follow_up set requested_at = requested_at - interval '1 minute'`.execute(db())
  expect(await should()).toBe(true)
})

test('what a person asked to be erased keeps nothing but its id, and only once the vendor no longer shows it', async () => {
  told.contacts.set('c1', { name: 'Ann', emails: ['ann@example.com'] } as never)
  await told.tell('c1')
  await drain()
  await told.tell({ id: 'c1', event: 'erased' })
  expect(await drain()).toMatchObject({ read: 0, failed: 1 })
  expect(await told.stored()).toEqual({ c1: 'Ann' })

  told.contacts.delete('c1')
  await letTimePass()
  expect(await drain()).toMatchObject({ read: 1 })
  const contact = await db().selectFrom('contact').selectAll().executeTakeFirstOrThrow()
  expect(JSON.stringify(contact)).not.toMatch(/Ann|ann@/)
  expect(contact).toMatchObject({ id: 'c1', deleted_at: expect.any(Date), raw: null })
  const audit = db().selectFrom('audit').select(['action', 'subject'])
  expect(await audit.execute()).toEqual([{ action: 'record-erased', subject: 'crm/contact:c1' }])
})

test('a run that could not be asked for is asked for again', async () => {
  told.contacts.set('c1', named('Ann'))
  await told.tell('c1')
  await drain()
  const ask = () => requestRunAfterWebhooks(db(), ['resolve', 'score'])
  await sql`alter table run_request rename to run_request_away`.execute(db())
  await expect(ask()).rejects.toThrow('run_request')
  await sql`alter table run_request_away rename to run_request`.execute(db())
  await ask()
  await ask()
  expect(await db().selectFrom('run_request').select(['requested_by', 'state']).execute()).toEqual([
    { requested_by: 'webhooks', state: 'queued' },
  ])
})

test('an interrupted drain gives back what it was reading', async () => {
  told.contacts.set('c1', named('Ann'))
  await told.tell('c1')
  const interruption = new AbortController()
  told.afterRead = () => interruption.abort(new Error('interrupted'))
  await expect(drainWebhooks(told.workspace, { signal: interruption.signal })).rejects.toThrow('interrupted')
  told.afterRead = () => {}
  expect(await drain()).toMatchObject({ read: 1 })
})
