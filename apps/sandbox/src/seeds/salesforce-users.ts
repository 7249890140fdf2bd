import { makeId } from '../salesforce/ids.ts'
import { loadRecord } from '../salesforce/seeding.ts'
import type { OrgState } from '../salesforce/state.ts'

const TEAM: readonly [first: string, last: string, active: boolean][] = [
  ['Ruth', 'Okafor', true],
  ['Jonas', 'Weber', true],
  ['Mei', 'Tanaka', true],
  ['Paula', 'Santos', true],
  ['Gerd', 'Klein', false],
]

const FIRST_USER = 501

/** The small sales team of the HubSpot seeds, one member of which has left. @returns the ids of those who are there */
export function seedSalesforceUsers(org: OrgState): string[] {
  const CreatedDate = Date.UTC(1996, 11, 1, 9)
  const ids = TEAM.map(([FirstName, LastName, IsActive], at) =>
    loadRecord(org, 'User', {
      Id: makeId('005', FIRST_USER + at),
      Username: `${FirstName}.${LastName}@sandbox.example.com`.toLowerCase(),
      FirstName,
      LastName,
      Name: `${FirstName} ${LastName}`,
      Email: `${FirstName}.${LastName}@example.com`.toLowerCase(),
      IsActive,
      CreatedDate,
    }),
  )
  return ids.filter((_, at) => TEAM[at]?.[2])
}
