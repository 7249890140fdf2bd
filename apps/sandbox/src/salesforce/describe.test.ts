import { expect, it } from 'vitest'
import { open } from './testing/open.ts'

it('describes the objects of the org', async () => {
  const { client } = await open()
  const { sobjects } = await client.describeGlobal()
  const names = sobjects.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['Account', 'Case', 'EmailMessage', 'MessagingSession', 'OrderItem']),
  )
  expect(names).not.toContain('CurrencyType')
})

it('describes fields with their types', async () => {
  const { client } = await open()
  const { fields } = await client.sobject('Opportunity').describe()
  const find = (name: string) => fields.find((field) => field.name === name)
  expect(find('Amount')).toMatchObject({
    type: 'currency',
    precision: 18,
    scale: 2,
    updateable: true,
    nillable: true,
  })
  expect(find('CloseDate')).toMatchObject({ type: 'date', nillable: false })
  expect(find('AccountId')).toMatchObject({ referenceTo: ['Account'], relationshipName: 'Account' })
  expect(find('IsWon')).toMatchObject({ updateable: false })
})

it.each([
  ['multiCurrency', 'Opportunity', 'CurrencyIsoCode'],
  ['personAccounts', 'Account', 'IsPersonAccount'],
] as const)('has the fields of %s only where it is switched on', async (feature, object, field) => {
  const names = async (features: readonly (typeof feature)[]): Promise<string[]> => {
    const { client } = await open({}, { features })
    return (await client.sobject(object).describe()).fields.map(({ name }) => name)
  }
  expect(await names([])).not.toContain(field)
  expect(await names([feature])).toContain(field)
})

it('leaves out what field-level security hides', async () => {
  const { client, control } = await open()
  control.hideFields('Opportunity.Amount')
  control.protectFields('Opportunity.Type')
  const { fields } = await client.sobject('Opportunity').describe()
  expect(fields.map(({ name }) => name)).not.toContain('Amount')
  expect(fields.find(({ name }) => name === 'Type')?.updateable).toBe(false)
  await expect(client.query('SELECT Amount FROM Opportunity')).rejects.toThrow("No such column 'Amount'")
})

it('does not know an object that the user may not read, until it may', async () => {
  const { client, control } = await open()
  control.hideObjects('Order')
  await expect(client.sobject('Order').describe()).rejects.toThrow('The requested resource does not exist')
  await expect(client.query('SELECT Id FROM Order')).rejects.toThrow("sObject type 'Order' is not supported")
  control.show('Order')
  expect((await client.query('SELECT Id FROM Order')).totalSize).toBe(0)
})

it('does not know what is not there', async () => {
  const { client } = await open()
  await expect(client.sobject('Nothing').describe()).rejects.toThrow('The requested resource does not exist')
})
