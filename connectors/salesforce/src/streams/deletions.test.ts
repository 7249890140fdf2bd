import type { EntityName } from '@rapport/model'
import { deleteSalesforceRecords } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { ClockedOrg } from '../testing/clocked-org.ts'

const ParentId = '500000000000001AAA'
const aMail = { ParentId, Incoming: true, Status: '3' }

/** An org with six mails and a comment on a case, all of which have been read. */
async function openOrg(): Promise<{ org: ClockedOrg; mails: readonly string[] }> {
  const org = await ClockedOrg.open()
  const mails = Array.from({ length: 6 }, () => org.add('EmailMessage', aMail))
  org.add('CaseComment', { ParentId, IsPublished: true })
  await org.read('message')
  return { org, mails }
}

/** Lets the log of an object's deletions be asked for, and not be there. */
function hideLog({ server }: ClockedOrg, object: string): void {
  const fault = { kind: 'status', status: 404, errorCode: 'NOT_FOUND', message: 'no' } as const
  server.control.fail({ path: `*/${object}/deleted/`, times: 'always', fault })
  // Together with other questions it would be answered.
  server.control.fail({ path: '*/composite', times: 'always', fault })
}

const idsOf = (org: ClockedOrg, entity: EntityName = 'message') => org.stored(entity).map(({ id }) => id)

test('what was deleted for good before the log of deletions begins is found by its id, once', async () => {
  const { org, mails } = await openOrg()
  await using _ = org
  org.passDays(1)
  org.purge('EmailMessage', ...mails.slice(1, 3))
  org.passDays(21)
  await org.read('message')
  expect(idsOf(org)).toHaveLength(5)
  expect(idsOf(org)).not.toContain(mails[1])
  // The next one finds nothing to do: only what is looked at with every run.
  org.passDays(1)
  expect((await org.read('message')).calls).toBe(2)
})

test('so is what was deleted and has left the recycle bin since', async () => {
  const { org, mails } = await openOrg()
  await using _ = org
  deleteSalesforceRecords(org.server.org, mails.slice(1, 3))
  org.passDays(22)
  await org.read('message')
  expect(idsOf(org)).toHaveLength(5)
  expect(idsOf(org)).not.toContain(mails[2])
})

test('so is what the log was cleared of since the last look', async () => {
  const { org, mails } = await openOrg()
  await using _ = org
  org.passDays(1)
  org.purge('EmailMessage', ...mails.slice(0, 1))
  org.passDays(1)
  org.server.control.purgeDeleteLog(org.now)
  org.passDays(1)
  await org.read('message')
  expect(idsOf(org)).not.toContain(mails[0])
  org.passDays(1)
  expect((await org.read('message')).calls).toBe(2)
})

test('an object that has no log, although it says so, is not searched by its ids for that', async () => {
  const { org, mails } = await openOrg()
  await using _ = org
  const { control } = org.server
  hideLog(org, 'EmailMessage')
  for (let day = 0; day < 20; day++) {
    org.passDays(1)
    await org.read('message')
  }
  const asked = control.log().map(({ query }) => decodeURIComponent(query))
  expect(asked.filter((query) => query.includes('Id IN'))).toEqual([])
  // Once it has one, which tells nothing of the time before, it is.
  org.purge('EmailMessage', ...mails.slice(0, 1))
  control.purgeDeleteLog(org.now + 60_000)
  org.passDays(1)
  control.clearFaults()
  await org.read('message')
  expect(idsOf(org)).toHaveLength(6)
})

test('a search that is interrupted goes on where it was', async () => {
  await using org = await ClockedOrg.open()
  const mails = Array.from({ length: 900 }, () => org.add('EmailMessage', aMail))
  await org.read('message')
  const gone = [mails[3] ?? '', mails[880] ?? '']
  org.purge('EmailMessage', ...gone)
  org.passDays(22)
  const isDeleted = (change: { type: string }) => change.type === 'delete'
  const { changes } = await org.read('message')
  const upToFirst = changes.findIndex(isDeleted)
  expect(changes.filter(isDeleted)).toHaveLength(2)
  // Once more, stopped behind the first one and its checkpoint.
  await using again = await ClockedOrg.open()
  const others = Array.from({ length: 900 }, () => again.add('EmailMessage', aMail))
  await again.read('message')
  again.purge('EmailMessage', others[3] ?? '', others[880] ?? '')
  again.passDays(22)
  await again.read('message', { stopAfter: upToFirst + 2 })
  expect(idsOf(again)).toHaveLength(899)
  const rest = await again.read('message')
  expect(rest.changes.filter(isDeleted)).toEqual([{ type: 'delete', id: others[880] }])
})

test('what belongs to an object that is hidden meanwhile is not taken for gone', async () => {
  const { org } = await openOrg()
  await using _ = org
  org.hide('EmailMessage')
  org.passDays(22)
  await org.read('message')
  expect(idsOf(org)).toHaveLength(7)
})

test('a change of the settings does not hide what was deleted before it', async () => {
  const { org, mails } = await openOrg()
  await using _ = org
  org.passDays(1)
  org.purge('EmailMessage', ...mails.slice(0, 1))
  org.passDays(1)
  await org.read('message', { settings: { automaticSenders: ['bot@example.com'] } })
  expect(idsOf(org)).not.toContain(mails[0])
})

test('while an object of a stream is out of sight, what was deleted of the others is found by its id too', async () => {
  await using org = await ClockedOrg.open()
  const [gone = '', kept] = Array.from({ length: 2 }, () => org.add('Opportunity', { IsClosed: true }))
  const order = org.add('Order', { EffectiveDate: '2024-03-15', Status: 'Activated', StatusCode: 'A' })
  await org.read('deal')
  await org.read('deal')
  org.hide('Order')
  org.purge('Opportunity', gone)
  org.passDays(22)
  await org.read('deal')
  expect(idsOf(org, 'deal')).toEqual([kept, order])
  org.passDays(2)
  expect((await org.read('deal')).calls).toBe(2)
})

test('where numbers are compared every day, those find it', async () => {
  await using org = await ClockedOrg.open()
  const [gone = ''] = Array.from({ length: 3 }, () => org.add('Contact', { LastName: 'Lee' }))
  await org.read('contact')
  org.passDays(1)
  org.purge('Contact', gone)
  org.passDays(21)
  await org.read('contact')
  expect(idsOf(org, 'contact')).toHaveLength(2)
  org.passDays(22)
  org.server.control.resetLog()
  await org.read('contact')
  const asked = org.server.control.log().map(({ query }) => decodeURIComponent(query))
  expect(asked.some((query) => query.includes('Id IN'))).toBe(false)
})
