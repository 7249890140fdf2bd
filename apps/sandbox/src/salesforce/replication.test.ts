import { expect, it } from 'vitest'
import { deleteRecords, editRecords, mergeRecords, purgeRecords, undeleteRecords } from './edits.ts'
import { makeId } from './ids.ts'
import { open, refusal } from './testing/open.ts'

const account = (serial: number) => makeId('001', serial)
const seed = {
  Account: [1, 2, 3].map((serial) => ({ Id: account(serial), Name: `A${serial}` })),
  Opportunity: [{ Name: 'O', AccountId: account(2), StageName: 'Closed Won', CloseDate: '2026-01-01' }],
}
const MINUTE = 60_000
const DAY = 86_400_000

it('names what was updated and what was deleted in a window, and how far it knows', async () => {
  const { client, org, clock } = await open(seed)
  clock.now += 10 * MINUTE
  editRecords(org, [account(1)], { Phone: '1' })
  deleteRecords(org, [account(2)])
  clock.now += 2 * MINUTE
  const [start, end] = ['2026-01-15T12:05:00Z', '2026-01-15T13:00:00Z']
  expect(await client.updated('Account', start, end)).toEqual({
    ids: [account(1)],
    latestDateCovered: '2026-01-15T12:12:00.000+0000',
  })
  expect(await client.deleted('Account', start, end)).toMatchObject({
    deletedRecords: [{ id: account(2), deletedDate: '2026-01-15T12:10:00.000+0000' }],
    latestDateCovered: '2026-01-15T12:12:00.000+0000',
  })
})

it('refuses windows that are too old, too short or the wrong way round', async () => {
  const { client } = await open(seed)
  const refused = async (start: string, end: string) =>
    (await refusal(client.deleted('Account', start, end))).message
  expect(await refused('2025-12-01T00:00:00Z', '2026-01-15T00:00:00Z')).toContain('15 days')
  expect(await refused('2026-01-15T10:00:00Z', '2026-01-15T10:00:30Z')).toContain('before')
  expect(await refused('2026-01-15T10:00:00Z', '2026-01-15T09:00:00Z')).toContain('before')
})

it('says when the delete log has been purged past the window', async () => {
  const { client, org, control, clock } = await open(seed)
  deleteRecords(org, [account(1)])
  clock.now += 60 * MINUTE
  control.purgeDeleteLog(clock.now)
  const answer = await client.deleted('Account', '2026-01-15T11:00:00Z', '2026-01-15T14:00:00Z')
  expect(answer).toMatchObject({ deletedRecords: [], earliestDateAvailable: '2026-01-15T13:00:00.000+0000' })
})

it('brings a record back from the recycle bin', async () => {
  const { client, org } = await open(seed)
  deleteRecords(org, [account(1)])
  expect((await client.query("SELECT Id FROM Account WHERE Name = 'A1'")).totalSize).toBe(0)
  undeleteRecords(org, [account(1)])
  expect((await client.query("SELECT Id FROM Account WHERE Name = 'A1'")).totalSize).toBe(1)
})

it('forgets what has been in the recycle bin for 15 days', async () => {
  const { client, org, clock } = await open(seed, { app: { sessionMs: 20 * DAY } })
  deleteRecords(org, [account(1)])
  const found = async () => (await client.query('SELECT Id FROM Account', { scanAll: true })).totalSize
  clock.now += 14 * DAY
  expect(await found()).toBe(3)
  clock.now += 2 * DAY
  expect(await found()).toBe(2)
})

it('merges: the loser points to the winner and its opportunities move', async () => {
  const { client, org, clock } = await open(seed)
  clock.now += 10 * MINUTE
  mergeRecords(org, account(1), [account(2)])
  const { records } = await client.query(
    'SELECT Id, IsDeleted, MasterRecordId FROM Account WHERE IsDeleted = true',
    { scanAll: true },
  )
  expect(records).toMatchObject([{ Id: account(2), IsDeleted: true, MasterRecordId: account(1) }])
  const moved = await client.query('SELECT AccountId, SystemModstamp FROM Opportunity')
  expect(moved.records).toMatchObject([
    { AccountId: account(1), SystemModstamp: '2026-01-15T12:10:00.000+0000' },
  ])
})

it('hides a hard-deleted record from queryAll', async () => {
  const { client, org } = await open(seed)
  purgeRecords(org, [account(1)])
  expect((await client.query('SELECT Id FROM Account', { scanAll: true })).totalSize).toBe(2)
})
