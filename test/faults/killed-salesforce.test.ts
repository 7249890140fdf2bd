import { it } from 'vitest'
import { stateOf, writesPerOrgContact, writtenOrgFields } from '../support/end-state.ts'
import { connectOrg, openOrg, seedOrgShop, writeContacts } from '../support/org.ts'
import { expectSameEndWhenKilled, full, type Subject } from './killing.ts'

const kills = full ? 200 : 6
// About 600 records: 130 contacts with their accounts and opportunities.
const contacts = 130

/** All records by bulk jobs, and page by page. */
const ways: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'by bulk jobs': { pageSize: 50, bulkAbove: 60, ingestAbove: 50 },
  'page by page': { pageSize: 50 },
}

async function open(way: string): Promise<Subject> {
  const org = await openOrg({ seed: seedOrgShop(contacts), limits: 'off', bulkPageSize: 40 })
  const installation = await connectOrg(org, { settings: ways[way] ?? {}, more: writeContacts })
  const { control, org: state } = org.server
  return {
    installation,
    answered: () => control.log().length,
    endState: async () => ({
      fields: writtenOrgFields(state),
      // Each once, however often it was asked for.
      definitions: definitions(control.log()),
      store: await stateOf(installation),
    }),
    writes: () => writesPerOrgContact(state),
    [Symbol.asyncDispose]: async () => {
      await installation[Symbol.asyncDispose]()
      await org[Symbol.asyncDispose]()
    },
  }
}

function definitions(log: Awaited<ReturnType<typeof openOrg>>['server']['org']['log']['entries']): string[] {
  return log
    .flatMap(({ effects }) => effects)
    .filter(({ operation }) => operation === 'define')
    .map(({ id }) => id)
    .sort()
}

it(`Salesforce: ends as an undisturbed run does, and writes every record once, when killed at any of ${kills} moments`, () =>
  expectSameEndWhenKilled({ kills, records: contacts, ways: Object.keys(ways), open }))
