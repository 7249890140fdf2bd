import { expect, it } from 'vitest'
import { open } from './testing/open.ts'

const at = '/services/data/v68.0'

it('does several requests as one call, one using the answer of another', async () => {
  const { send, client } = await open({}, { limits: { daily: 10 } })
  const { status, body, headers } = await send('POST', '/composite', {
    compositeRequest: [
      { method: 'POST', url: `${at}/sobjects/Account`, referenceId: 'made', body: { Name: 'Acme' } },
      {
        method: 'POST',
        url: `${at}/sobjects/Contact`,
        referenceId: 'person',
        body: { LastName: 'Ada', AccountId: '@{made.id}' },
      },
      { method: 'GET', url: `${at}/query?q=SELECT+Name+FROM+Account`, referenceId: 'read' },
    ],
  })
  expect([status, headers.get('Sforce-Limit-Info')]).toEqual([200, 'api-usage=1/10'])
  expect(body.compositeResponse).toMatchObject([
    { referenceId: 'made', httpStatusCode: 201 },
    { referenceId: 'person', httpStatusCode: 201 },
    { referenceId: 'read', httpStatusCode: 200, body: { records: [{ Name: 'Acme' }] } },
  ])
  expect((await client.query('SELECT Account.Name FROM Contact')).records).toMatchObject([
    { Account: { Name: 'Acme' } },
  ])
})

it('fails what refers to a failed request, and does the rest', async () => {
  const { send } = await open()
  const { body } = await send('POST', '/composite', {
    compositeRequest: [
      { method: 'POST', url: `${at}/sobjects/Account`, referenceId: 'made', body: {} },
      { method: 'GET', url: `${at}/sobjects/Account/@{made.id}`, referenceId: 'read' },
      { method: 'GET', url: `${at}/limits`, referenceId: 'limits' },
    ],
  })
  const [made, read, limits] = body.compositeResponse
  expect(made.body[0].errorCode).toBe('REQUIRED_FIELD_MISSING')
  expect(read.body[0].errorCode).toBe('PROCESSING_HALTED')
  expect(limits.httpStatusCode).toBe(200)
})

it('takes no more than 25 requests', async () => {
  const { send } = await open()
  const compositeRequest = Array.from({ length: 26 }, (_, index) => ({
    method: 'GET',
    url: `${at}/limits`,
    referenceId: `r${index}`,
  }))
  expect((await send('POST', '/composite', { compositeRequest })).status).toBe(400)
})
