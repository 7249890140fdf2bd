import type { ConfigurationInput } from '@rapport/config'
import { revert } from '@rapport/run'
import { createSalesforceRecord, editSalesforceRecords, loadSalesforceRecord } from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { openHere, syncHere } from '../support/in-process.ts'
import { connectOrg, type Org, openOrg, seedOrgShop } from '../support/org.ts'

const contacts = 10
const more: ConfigurationInput = {
  metrics: { value: { model: 'historic', margin: 1 } },
  writeBack: { salesforce: { contact: ['historic_value', 'orders', 'why'] } },
}

/** Adds a person account with a sale. */
function addPerson({ server: { org } }: Org, name: string, amount: number): string {
  const account = createSalesforceRecord(org, 'Account', {
    LastName: name,
    PersonEmail: `${name}@person.example`,
  })
  loadSalesforceRecord(org, 'Opportunity', {
    Name: `Order of ${name}`,
    AccountId: account,
    Amount: amount,
    CloseDate: Date.UTC(2024, 5, 1),
    StageName: 'Closed Won',
    IsClosed: true,
    IsWon: true,
  })
  return account
}

function held({ server: { org } }: Org, object: string, id: string, field: string): unknown {
  const table = org.table(object)
  return table.value(table.rowOf(id) ?? -1, field)
}

it('scores of the persons of person accounts are written by their accounts, followed, and reverted', async () => {
  await using org = await openOrg({ features: ['personAccounts'], seed: seedOrgShop(contacts) })
  const [ada, ben] = [addPerson(org, 'ada', 120), addPerson(org, 'ben', 80)]
  const person = String(held(org, 'Account', ada, 'PersonContactId'))
  await using installation = await connectOrg(org, { more })
  const first = await syncHere(installation)
  expect(first).toMatchObject({ state: 'succeeded', written: contacts + 2, rejected: 0 })
  expect([ada, ben].map((id) => held(org, 'Account', id, 'Rapport_Historic_Value__pc'))).toEqual([120, 80])
  expect(held(org, 'Contact', person, 'Rapport_Historic_Value__c')).toBe(120)
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: 0 })

  // What a person changes is left, and a revert leaves it too.
  editSalesforceRecords(org.server.org, [ben], { Rapport_Historic_Value__pc: 1 })
  const followed = await syncHere(installation)
  expect(followed).toMatchObject({ written: 0 })
  expect(held(org, 'Account', ben, 'Rapport_Historic_Value__pc')).toBe(1)

  await using workspace = await openHere(installation)
  const { signal } = new AbortController()
  const plan = first.planIds[0] ?? 0
  expect(await revert(workspace, { plan }, { signal })).toMatchObject({ applied: contacts + 2 })
  expect([ada, ben].map((id) => held(org, 'Account', id, 'Rapport_Historic_Value__pc'))).toEqual([null, 1])
  expect([ada, ben].map((id) => held(org, 'Account', id, 'Rapport_Orders__pc'))).toEqual([null, null])
})
