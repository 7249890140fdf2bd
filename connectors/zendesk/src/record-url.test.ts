import { expect, test } from 'vitest'
import { recordUrl } from './record-url.ts'

const acme = { subdomain: 'acme', baseUrl: null }
const opened = (id: string) => ({ entity: 'ticket', id, checkpoint: null }) as const

test('a ticket, a user and an organization have a page in the account', () => {
  expect(recordUrl(acme, opened('17'))).toBe('https://acme.zendesk.com/agent/tickets/17')
  expect(recordUrl(acme, { ...opened('1'), entity: 'contact' })).toBe(
    'https://acme.zendesk.com/agent/users/1',
  )
})

test('what has no page there, or is read from somewhere else, has none', () => {
  expect(recordUrl(acme, { ...opened('1'), entity: 'message' })).toBeNull()
  expect(recordUrl({ ...acme, baseUrl: 'http://127.0.0.1:9' }, opened('17'))).toBeNull()
})
