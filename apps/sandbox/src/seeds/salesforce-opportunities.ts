import type { FieldValue } from '../salesforce/field-definition.ts'
import { makeId } from '../salesforce/ids.ts'
import { loadRecord } from '../salesforce/seeding.ts'
import type { OrgState } from '../salesforce/state.ts'
import { inventName, spread } from './names.ts'
import { seedSalesforceUsers } from './salesforce-users.ts'

const DAY_MS = 86_400_000
const FIRST_ACCOUNT = 1_000_000
const FIRST_CONTACT = 2_000_000
const START = Date.UTC(2020, 0, 1)
const DAYS = 2_190

/**
 * Fills an org with as many opportunities as asked for, ten an account, nine of ten won, over six years: made for
 * measuring how fast a client reads and writes. Always the same for the same numbers.
 */
export function seedSalesforceOpportunities(org: OrgState, howMany: number, perAccount = 10): void {
  const owners = seedSalesforceUsers(org)
  const accounts = Math.ceil(howMany / perAccount)
  const accountIds = Array.from({ length: accounts }, (_, at) => {
    const { first, last } = inventName(at)
    const OwnerId = owners[spread(at, 5, owners.length)] ?? org.integrationUserId
    const Id = makeId('001', FIRST_ACCOUNT + at)
    const times = { CreatedDate: START, SystemModstamp: START + spread(at, 3, DAYS) * DAY_MS }
    loadRecord(org, 'Account', { Id, Name: `${first} ${last} ${at}`, OwnerId, ...times })
    const contact = {
      FirstName: first,
      LastName: last,
      Name: `${first} ${last}`,
      Email: `c${at}@example.com`,
    }
    loadRecord(org, 'Contact', {
      Id: makeId('003', FIRST_CONTACT + at),
      AccountId: Id,
      OwnerId,
      ...contact,
      ...times,
    })
    return Id
  })
  const table = org.table('Opportunity')
  const write = (row: number, values: Record<string, FieldValue>): void => {
    for (const name in values) {
      const field = org.schema.field('Opportunity', name)
      if (field !== undefined) table.column(field).set(row, values[name] ?? null)
    }
  }
  for (let at = 0; at < howMany; at += 1) {
    const account = at % accounts
    const day = START + spread(at, 6, DAYS) * DAY_MS
    const won = spread(at, 7, 10) > 0
    const modified = day + spread(at, 4, 86_400) * 1_000
    write(table.add(), {
      Name: `Order ${at + 1}`,
      AccountId: accountIds[account] ?? null,
      Amount: (spread(at, 8, 50_000) + 500) / 100,
      CloseDate: day,
      StageName: won ? 'Closed Won' : 'Closed Lost',
      Type: 'Existing Business',
      Probability: won ? 100 : 0,
      IsClosed: true,
      IsWon: won,
      OwnerId: owners[account % owners.length] ?? null,
      CurrencyIsoCode: 'USD',
      CreatedDate: day,
      CreatedById: org.integrationUserId,
      LastModifiedDate: modified,
      LastModifiedById: org.integrationUserId,
      SystemModstamp: modified,
    })
  }
}
