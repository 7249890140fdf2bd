import { expect, test } from 'vitest'
import { backTo } from './back.ts'

test('one goes on where one was', () => {
  expect(backTo('/customers?sort=-clv')).toBe('/customers?sort=-clv')
})

test.each([
  '//elsewhere.example',
  '/\\elsewhere.example',
  'https://elsewhere.example',
  '/sign-in?back=%2F',
  undefined,
  7,
])('and never to %s', (address) => {
  expect(backTo(address)).toBe('/')
})
