import { loadSalesforceRecord, startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'

test('an account is a company, with its parent, domain and country', async () => {
  const server = await startSalesforce({
    seed: (org) => {
      const ParentId = loadSalesforceRecord(org, 'Account', { Name: 'Acme Holding' })
      loadSalesforceRecord(org, 'Account', {
        Name: 'Acme',
        ParentId,
        Website: 'https://www.acme.example/shop',
        Phone: '+49 30 1',
        Industry: 'Retail',
        BillingCountry: 'DE',
      })
    },
  })
  const connection = connect(server)
  const { calls } = await connection.read('company')
  const companies = [...connection.store.live('company').values()].map(({ record }) => record)
  expect(companies).toHaveLength(2)
  expect(companies.find(({ name }) => name === 'Acme')).toMatchObject({
    domains: ['acme.example'],
    phones: ['+49 30 1'],
    industry: 'Retail',
    country: 'DE',
    parentId: companies.find(({ name }) => name === 'Acme Holding')?.id,
  })
  // What the org is and has, together; a page.
  expect(calls).toBe(2)
  await server.close()
})
