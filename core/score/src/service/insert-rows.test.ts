import { RAPPORT_FIRST_CONTACT_POLICY } from '@rapport/metrics'
import { openTestWorkspace } from '@rapport/store/testing'
import { expect, it } from 'vitest'
import { insertRows } from './insert-rows.ts'
import { judgeFirstContacts, markAllCustomers } from './repeat-contacts.ts'

const day = 86_400_000
const start = Date.parse('2026-03-02T09:00:00Z')

/** A ticket that was solved at the first contact, an hour after it began. */
const solved = (id: string, customer: number, startedAt: number) => ({
  connection: 'desk',
  ticket_id: id,
  customer_id: customer,
  started_at: startedAt,
  started_on: '2026-03-02',
  standing: 'counted',
  initiator: 'customer',
  category: 'solved',
  resolved_at: startedAt + 3_600_000,
  requester_wait: 0,
  agent_wait: 0,
  on_hold: 0,
  replies: 1,
  touches: 1,
  reopens: 0,
  fcr: true,
  fcr_own: true,
  fcr_matures_at: startedAt + 3_600_000 + 7 * day,
  flags: [],
  repeat_contact: false,
})

it('texts, moments and flags are kept as they are, whatever characters they have, and what is missing is null', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const texts = { channel: String.raw`a "b" \c`, topic: '{x, null}', team: 'null', agent: '' }
  const flags = ['out_of_hours', String.raw`"\ ,{}`]
  const at = Date.parse('2026-03-02T09:00:00.123Z')
  await insertRows(db, 'ticket_metric', [{ ...solved('1', 1, at), ...texts, flags, satisfaction: 7.5 }])
  const row = await db.selectFrom('ticket_metric').selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({ ...texts, flags, satisfaction: 7.5, started_at: new Date(at), fcr: true })
  expect(row).toMatchObject({ priority: null, first_due_at: null, survey_resolved: null })
})

it('of tickets that began at one moment each is the repeat contact of the other', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  await insertRows(db, 'ticket_metric', [
    // What began together with the first one is not judged itself, and so does not tell of it.
    {
      ...solved('a', 1, start),
      fcr: null,
      fcr_own: null,
      fcr_reason: 'no_reply',
      fcr_own_reason: 'no_reply',
    },
    solved('b', 1, start),
    solved('c', 2, start),
    solved('d', 3, start),
    solved('e', 3, start + 9 * day),
    solved('f', 4, start),
    solved('g', 4, start + 6 * day),
  ])
  await markAllCustomers(db)
  expect(await judgeFirstContacts(db, RAPPORT_FIRST_CONTACT_POLICY)).toBeGreaterThan(0)
  const repeated = await db
    .selectFrom('ticket_metric')
    .select(['ticket_id', 'fcr', 'fcr_reason'])
    .where('repeat_contact', '=', true)
    .orderBy('ticket_id')
    .execute()
  expect(repeated).toEqual([
    { ticket_id: 'b', fcr: false, fcr_reason: 'repeat_contact' },
    { ticket_id: 'f', fcr: false, fcr_reason: 'repeat_contact' },
  ])
})
