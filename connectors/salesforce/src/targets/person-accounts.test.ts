import { createSalesforceRecord, type SalesforceFault } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { contactTarget } from './contact.ts'
import { field, TargetOrg } from './testing/target-org.ts'

const fields = [field('orders', 'number'), field('segment', 'enumeration', ['loyal'])]

/** An org with a contact of a company and one of a person account. */
async function open() {
  const org = await TargetOrg.open('Contact', 1, { features: ['personAccounts'] })
  const account = createSalesforceRecord(org.server.org, 'Account', {
    LastName: 'Ada',
    PersonEmail: 'a@b.example',
  })
  const person = String(org.stored(account, 'PersonContactId', 'Account'))
  org.ids.push(person)
  const { ctx } = org.run()
  await contactTarget.ensureFields(ctx, fields)
  return { org, ctx, account, person, [Symbol.asyncDispose]: () => org[Symbol.asyncDispose]() }
}

const writes = ({ ids }: TargetOrg) => ids.map((id) => ({ id, values: { orders: 2, segment: 'loyal' } }))

test('the person of a person account is written by its account, other contacts by themselves', async () => {
  await using opened = await open()
  const { org, ctx, account, person } = opened
  const results = await contactTarget.write(ctx, writes(org), fields)
  expect(results).toEqual(org.ids.map((id) => ({ id, ok: true, modifiedAt: null })))
  expect(org.stored(account, 'Rapport_Orders__pc', 'Account')).toBe(2)
  const current = await contactTarget.current(ctx, org.ids, fields)
  expect(current.get(person)).toEqual({ orders: 2, segment: 'loyal' })
  expect(org.stored(org.ids[0]!, 'Rapport_Orders__c')).toBe(2)
})

test('contacts and persons of person accounts that come in turn go by one call: a collection may change objects only ten times', async () => {
  await using opened = await open()
  const { org, ctx } = opened
  for (let number = 0; number < 99; number++) {
    org.add(1)
    const account = createSalesforceRecord(org.server.org, 'Account', { LastName: `Person ${number}` })
    org.ids.push(String(org.stored(account, 'PersonContactId', 'Account')))
  }
  org.server.control.resetLog()
  const results = await contactTarget.write(ctx, writes(org), fields)
  expect(results).toEqual(org.ids.map((id) => ({ id, ok: true, modifiedAt: null })))
  expect(org.calls().filter((call) => call === 'PATCH /composite/sobjects')).toHaveLength(1)
})

test('by jobs, persons of person accounts take one of their own, and are told under their own ids', async () => {
  await using opened = await open()
  const { org, ctx, account, person } = opened
  const refused = createSalesforceRecord(org.server.org, 'Account', {
    LastName: 'Bo',
    PersonEmail: 'b@b.example',
  })
  org.ids.push(String(org.stored(refused, 'PersonContactId', 'Account')))
  org.server.control.addValidationRule({
    object: 'Account',
    message: 'No',
    refuses: (value) => value('Id') === refused,
  })
  // One of the fields that may be written is not shown on accounts.
  const job = contactTarget.jobs?.open(ctx, [...fields, field('why', 'text')])
  await contactTarget.ensureFields(ctx, [...fields, field('why', 'text')])
  await job?.add(writes(org))
  const results = new Map<string, boolean>()
  for await (const part of job?.send() ?? []) for (const { id, ok } of part) results.set(id, ok)
  expect(org.ids.map((id) => results.get(id))).toEqual([true, true, false])
  expect([...org.server.org.jobs.values()].map(({ object }) => object)).toEqual(['Contact', 'Account'])
  expect(org.stored(account, 'Rapport_Orders__pc', 'Account')).toBe(2)
  expect(org.stored(person, 'Rapport_Orders__c')).toBe(2)
})

test('a person account that Salesforce refuses sets its contact aside', async () => {
  await using opened = await open()
  const { org, ctx, account, person } = opened
  const fault: SalesforceFault = {
    kind: 'bad-rows',
    ids: [account],
    statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    message: 'No',
  }
  org.server.control.fail({ path: '*/composite/sobjects', method: 'PATCH', fault })
  const results = await contactTarget.write(ctx, writes(org), fields)
  expect(results).toMatchObject([{ ok: true }, { id: person, ok: false, error: { kind: 'invalid' } }])
})

test('where the account does not show the fields, Salesforce says what is wrong with the contact', async () => {
  await using opened = await open()
  const { org, ctx, person } = opened
  org.server.org.schema.removeField('Account', 'Rapport_Orders__pc')
  const results = await contactTarget.write(ctx, writes(org), fields)
  expect(results).toMatchObject([
    { ok: true },
    {
      id: person,
      ok: false,
      error: { kind: 'invalid', message: expect.stringContaining('INSUFFICIENT_ACCESS_OR_READONLY') },
    },
  ])
})
