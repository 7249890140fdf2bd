import { expect, test } from 'vitest'
import '../../testing/all-texts.ts'
import { createFormat } from '../../messages/format.ts'
import { detailText, subjectText } from './audit-words.ts'

const format = createFormat({ currency: 'EUR', timezone: 'UTC' })

test('a person and a key are named, and all else stays as the server names it', () => {
  expect(subjectText({ subject: 'user:SDGPEi', subjectName: 'ann@shop.example' })).toBe('ann@shop.example')
  expect(subjectText({ subject: 'api-key:3', subjectName: 'Warehouse' })).toBe('API key Warehouse')
  expect(subjectText({ subject: 'plan 3', subjectName: null })).toBe('plan 3')
})

test('details are told in words, without what is empty', () => {
  const detail = { entity: 'contact', reverts: null, applied: 2357, drifted: 0, readCalls: 24, confirm: true }
  expect(detailText(detail, format)).toBe(
    'kind of record: contact, written: 2,357, calls to read: 24, in spite of the guard rail',
  )
})

test('lists, groups, moments and numbers of records are told as what they are', () => {
  const detail = {
    ...{ stored: ['crm.key', 'crm.secret'], extra: [], decision: 12_000 },
    ...{ expiresAt: '2026-11-28T09:30:00.000Z', fields: { amount: 'net' }, colourOfTheSky: 'blue' },
  }
  expect(detailText(detail, format)).toBe(
    'stored secrets: crm.key, crm.secret, decision: 12000, ends: 28 Nov 2026, 09:30 UTC, fields: (amount: net), colour of the sky: blue',
  )
})

test.each([
  [
    'a release',
    { planId: 1234, recordId: '51', field: 'clv', text: 'Ann' },
    'plan: 1234, record: 51, field: clv, text: Ann',
  ],
  [
    'an export',
    { format: 'csv', what: 'orders', q: 'ann@shop.example' },
    'format: csv, list: orders, search: ann@shop.example',
  ],
  ['a retry', { ids: [1234, 1235], byId: 1200, nextRun: 0 }, 'numbers: 1234, 1235, by id: 1,200'],
  ['a welcome', { role: 'viewer', invitation: 1234 }, 'role: viewer, invitation: 1234'],
  ['an answer to a review', { reply: 1234, text: 'Thank you' }, 'answer: 1234, text: Thank you'],
])('the details of %s are told in words', (_, detail, text) => {
  expect(detailText(detail, format)).toBe(text)
})
