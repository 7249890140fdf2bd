import { MemoryStore } from '@rapport/contract-kit'
import { loadSalesforceRecord, startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'

const selection = { associationLabel: 'Decision Maker' }
const long = '2024-01-02T00:00:00.000Z'

/** An org with two sales that nobody changes, two people, and a clock of its own. */
async function openOrg() {
  let now = Date.UTC(2025, 5, 1)
  const server = await startSalesforce({ limits: 'off', now: () => now, app: { sessionMs: 1e12 } })
  const { org } = server
  const store = new MemoryStore()
  const roles = org.table('OpportunityContactRole')
  const [ann = '', bob = ''] = ['Ann', 'Bob'].map((LastName) =>
    loadSalesforceRecord(org, 'Contact', { LastName }),
  )
  const sale = (Name: string, SystemModstamp: string | number = long) =>
    loadSalesforceRecord(org, 'Opportunity', { Name, SystemModstamp, CloseDate: '2024-01-01' })
  const [first, second] = [sale('first'), sale('second')]
  sale('newest', now)
  return {
    server,
    ann,
    bob,
    first,
    second,
    pass: (ms: number) => {
      now += ms
    },
    addRole: (OpportunityId: string, ContactId: string, at = now) =>
      loadSalesforceRecord(org, 'OpportunityContactRole', {
        OpportunityId,
        ContactId,
        Role: 'Decision Maker',
        SystemModstamp: at,
      }),
    changeRole: (id: string, Role: string) => {
      for (const [name, value] of Object.entries({ Role, SystemModstamp: now })) {
        const field = org.schema.field('OpportunityContactRole', name)
        if (field !== undefined) roles.column(field).set(roles.rowOf(id) ?? -1, value)
      }
    },
    deleteRole: (id: string) => {
      const row = roles.rowOf(id) ?? -1
      roles.moveToRecycleBin(row, now)
      roles.purge(row)
    },
    store,
    sale,
    /** Reads the sales, ten with a call. With `stopAfter` it is interrupted after so many changes. */
    read: async (stopAfter = Number.POSITIVE_INFINITY) => {
      const connection = connect(server, { store, settings: { pageSize: 10 } })
      const { changes, calls } = await connection.read('deal', { selection, stopAfter })
      const read = changes.flatMap((change) => (change.type === 'upsert' ? [change.record.id] : []))
      return { read, calls }
    },
    people: (id: string) => {
      const contacts: unknown = store.live('deal').get(id)?.record.contacts
      return Array.isArray(contacts) ? contacts.map((one) => [one.id, one.label]) : null
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}

test('a person who comes to a sale is found, although the sale itself is as it was', async () => {
  await using org = await openOrg()
  org.addRole(org.second, org.bob)
  await org.read()
  org.pass(3_600_000)
  org.addRole(org.first, org.ann)
  expect((await org.read()).read).toEqual([org.first])
  expect(org.people(org.first)).toEqual([[org.ann, 'Decision Maker']])
  expect((await org.read()).read).toEqual([])
})

test('so is the first person of all, and one who gets another role', async () => {
  await using org = await openOrg()
  await org.read()
  const role = org.addRole(org.first, org.ann)
  await org.read()
  expect(org.people(org.first)).toEqual([[org.ann, 'Decision Maker']])
  org.pass(3_600_000)
  org.changeRole(role, 'Evaluator')
  await org.read()
  expect(org.people(org.first)).toEqual([[org.ann, 'Evaluator']])
})

test('one who shows late, beside another that is known, is found', async () => {
  await using org = await openOrg()
  org.addRole(org.second, org.bob)
  await org.read()
  org.addRole(org.first, org.ann, Date.UTC(2025, 5, 1) - 60_000)
  await org.read()
  expect(org.people(org.first)).toEqual([[org.ann, 'Decision Maker']])
})

test('a role that was deleted is gone from its sale', async () => {
  await using org = await openOrg()
  const role = org.addRole(org.first, org.ann)
  org.addRole(org.second, org.bob)
  await org.read()
  org.pass(600_000)
  org.deleteRole(role)
  // The log is kept by the minute: what is of this one shows in the next.
  org.pass(60_000)
  await org.read()
  expect(org.people(org.first)).toEqual([])
  expect(org.people(org.second)).toEqual([[org.bob, 'Decision Maker']])
})

test('a day passes before all sales are read again for further ones that were deleted', async () => {
  await using org = await openOrg()
  const roles = [org.addRole(org.first, org.ann), org.addRole(org.second, org.bob)]
  await org.read()
  org.pass(600_000)
  org.deleteRole(roles[0] ?? '')
  org.pass(60_000)
  await org.read()
  org.pass(600_000)
  org.deleteRole(roles[1] ?? '')
  org.pass(60_000)
  expect((await org.read()).read).toEqual([])
  org.pass(86_400_000)
  await org.read()
  expect(org.people(org.second)).toEqual([])
})

test('where nothing changed, people cost no call of their own, nor where nobody asks for their roles', async () => {
  await using org = await openOrg()
  org.addRole(org.first, org.ann)
  await org.read()
  expect(await org.read()).toEqual({ read: [], calls: 2 })
  org.server.control.resetLog()
  const other = connect(org.server)
  await other.read('deal')
  await other.read('deal')
  const queries = org.server.control.log().map(({ query }) => decodeURIComponent(query))
  expect(queries.some((query) => query.includes('OpportunityContactRole'))).toBe(false)
})

test('where the first people of all are read and that is interrupted, none is lost when a further one comes', async () => {
  await using org = await openOrg()
  const sales = Array.from({ length: 30 }, (_, index) => org.sale(`sale ${index}`))
  await org.read()
  org.pass(3_600_000)
  for (const sale of sales) org.addRole(sale, org.ann)
  await org.read(15)
  org.pass(3_600_000)
  org.addRole(org.second, org.bob)
  await org.read()
  const people = sales.map((sale) => org.people(sale))
  expect(people).toEqual(sales.map(() => [[org.ann, 'Decision Maker']]))
  expect(org.people(org.second)).toEqual([[org.bob, 'Decision Maker']])
})

test('one who shows late while changes are being read again is found', async () => {
  await using org = await openOrg()
  const sales = Array.from({ length: 30 }, (_, index) => org.sale(`sale ${index}`))
  org.addRole(org.second, org.bob)
  await org.read()
  org.pass(60_000)
  for (const sale of sales) org.addRole(sale, org.ann)
  await org.read(15)
  org.addRole(org.first, org.ann, Date.UTC(2025, 5, 1) - 30_000)
  await org.read()
  expect(org.people(org.first)).toEqual([[org.ann, 'Decision Maker']])
})

test('where sales were read before anyone looked for people, all sales with people are read once more', async () => {
  await using org = await openOrg()
  await org.read()
  const state = org.store.states.get('deal') as { sources: { Opportunity: object } }
  const opportunity = { ...state.sources.Opportunity, roles: null }
  org.store.states.set('deal', { ...state, sources: { ...state.sources, Opportunity: opportunity } })
  org.addRole(org.first, org.ann)
  expect((await org.read()).read).toEqual([org.first])
  expect((await org.read()).read).toEqual([])
})

test('where roles may have gone past the log of deletions, all sales are read once more', async () => {
  await using org = await openOrg()
  const role = org.addRole(org.first, org.ann)
  await org.read()
  await org.read()
  org.pass(3_600_000)
  org.deleteRole(role)
  org.pass(3_600_000)
  org.server.control.purgeDeleteLog(Date.UTC(2025, 5, 1) + 7_200_000)
  org.pass(3_600_000)
  await org.read()
  expect(org.people(org.first)).toEqual([])
  expect((await org.read()).read).toEqual([])
})

test('where roles have no log of deletions, sales are not read again for that', async () => {
  await using org = await openOrg()
  org.addRole(org.first, org.ann)
  await org.read()
  const { control } = org.server
  const fault = { kind: 'status', status: 404, errorCode: 'NOT_FOUND', message: 'no' } as const
  control.fail({ path: '*/OpportunityContactRole/deleted/', times: 'always', fault })
  // Together with other questions it would be answered.
  control.fail({ path: '*/composite', times: 'always', fault })
  const read: string[] = []
  for (let day = 0; day < 20; day++) {
    org.pass(86_400_000)
    read.push(...(await org.read()).read)
  }
  expect(read).toEqual([])
})
