import { expect, test } from 'vitest'
import { isAutomaticMail } from './automatic-mail.ts'

test.each([
  ['{"Auto-Submitted":"auto-replied"}', true],
  ['{"Auto-Submitted":"auto-generated; owner=x"}', true],
  ['{"Auto-Submitted":"no"}', false],
  ['{"headers":{"X-Autoreply":"yes"}}', true],
  ['{"headers":[{"name":"precedence","value":"Bulk"}]}', true],
  ['{"from":{"email":"a@example.com"},"to":[]}', false],
  ['From: a@example.com\r\nAuto-Submitted: auto-replied\r\n', true],
  ['Precedence: list', false],
  ['{broken', false],
  [null, false],
])('the header %s is of an automatic mail: %s', (header, isAutomatic) => {
  expect(isAutomaticMail(header)).toBe(isAutomatic)
})
