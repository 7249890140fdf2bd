import { setImmediate as turn } from 'node:timers/promises'
import { loadSalesforceRecord, startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { beginRequest } from './concurrency.ts'
import { salesforceSettings } from './settings.ts'
import { connect } from './testing/connection.ts'
import { ContactsOrg } from './testing/contacts-org.ts'

function org(concurrentRequests: number, signal = new AbortController().signal) {
  const instanceUrl = `https://${crypto.randomUUID()}.example`
  return { settings: salesforceSettings.parse({ instanceUrl, concurrentRequests }), signal }
}

/** Begins requests, and notes which of them have begun. */
function beginner(ctx: ReturnType<typeof org>) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    begin: (name: string, kind: 'call' | 'download' = 'call') => {
      void beginRequest(ctx, kind).then((end) => {
        begun.push(name)
        ends.set(name, end)
      })
    },
    end: async (name: string) => {
      ends.get(name)?.()
      await turn()
    },
  }
}

test('requests beyond the setting wait, in their order', async () => {
  const { begun, begin, end } = beginner(org(2))
  for (const name of ['a', 'b', 'c', 'd']) begin(name)
  await turn()
  expect(begun).toEqual(['a', 'b'])
  await end('b')
  expect(begun).toEqual(['a', 'b', 'c'])
  await end('b')
  expect(begun).toEqual(['a', 'b', 'c'])
  await end('a')
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
})

test('downloads leave half of them to calls, which their readers may wait for', async () => {
  const { begun, begin, end } = beginner(org(4))
  for (const name of ['d1', 'd2', 'd3']) begin(name, 'download')
  for (const name of ['c1', 'c2', 'c3']) begin(name)
  await turn()
  expect(begun).toEqual(['d1', 'd2', 'c1', 'c2'])
  await end('c1')
  expect(begun.slice(4)).toEqual(['c3'])
  await end('d1')
  expect(begun.slice(5)).toEqual(['d3'])
})

test('whoever is stopped while waiting waits no longer, and takes no place', async () => {
  const stop = new AbortController()
  const ctx = org(2, stop.signal)
  const others = { ...ctx, signal: new AbortController().signal }
  const ends = await Promise.all([beginRequest(others, 'call'), beginRequest(others, 'call')])
  const waiting = beginRequest(ctx, 'call')
  stop.abort(new Error('stopped'))
  await expect(waiting).rejects.toThrow('stopped')
  for (const end of ends) end()
  await Promise.all([beginRequest(others, 'call'), beginRequest(others, 'call')])
})

test('streams that are read side by side never ask more of an org at once than the setting says', async () => {
  // Whoever asks while so many others are under way is refused, however short they run. One more than the setting: what ends here
  // ends there a little later.
  await using contacts = await ContactsOrg.open(120, {
    limits: { concurrentLong: 3, longAfterMs: 0, daily: 100_000 },
    latencyMs: 60,
    bulkPageSize: 20,
  })
  const settings = { concurrentRequests: 2, pageSize: 10, bulkAbove: 20 }
  const entities = ['contact', 'company', 'agent', 'deal', 'ticket'] as const
  await Promise.all(entities.map((entity) => contacts.run({ settings }).read(entity)))
  expect(contacts.store.live('contact').size).toBe(120)
  expect(contacts.server.control.counters().overLimit).toBe(0)
})

test('with the fewest that may be set, results are read whose records need further calls', async () => {
  const server = await startSalesforce({ limits: 'off', bulkPageSize: 10 })
  const sales = Array.from({ length: 60 }, (_, number) =>
    loadSalesforceRecord(server.org, 'Opportunity', { Name: `Sale ${number}`, CloseDate: '2026-01-01' }),
  )
  const ContactId = loadSalesforceRecord(server.org, 'Contact', { LastName: 'Lee' })
  for (const OpportunityId of sales) {
    loadSalesforceRecord(server.org, 'OpportunityContactRole', {
      OpportunityId,
      ContactId,
      Role: 'Evaluator',
    })
  }
  const settings = { concurrentRequests: 2, pageSize: 10, bulkAbove: 20 }
  const { read, store } = connect(server, { settings })
  await read('deal', { selection: { associationLabel: 'Evaluator' } })
  await server.close()
  const people = [...store.live('deal').values()].map(({ record }) => record.contacts)
  expect(people).toEqual(sales.map(() => [{ id: ContactId, label: 'Evaluator', primary: false }]))
})
