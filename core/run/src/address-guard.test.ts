import type { AnyConnector } from '@rapport/connector'
import { expect, test } from 'vitest'
import { mustBePublic, type Resolve } from './address-guard.ts'

const connector = {
  baseUrl: (settings: { baseUrl: string }) => settings.baseUrl,
} as unknown as AnyConnector
const nowhere: Resolve = async () => []
const check = (settings: unknown, allowed: readonly string[] = [], resolve = nowhere) =>
  mustBePublic({ allowPrivateAddresses: [...allowed] }, { name: 'crm', connector, settings }, resolve)

test.each([
  'http://127.0.0.1:8080',
  'http://2130706433/',
  'http://0x7f000001',
  'http://0177.0.0.1',
  'http://127.1',
  'http://[::1]:80',
  'http://[::ffff:127.0.0.1]',
  'http://[::ffff:7f00:1]',
  'https://169.254.169.254/latest/meta-data',
  'http://user:pass@10.0.0.1',
  'http://１２７.０.０.１',
])('%s is refused, however it is written', async (baseUrl) => {
  await expect(check({ baseUrl })).rejects.toMatchObject({ kind: 'config' })
})

test('a name that leads to a private address is refused, also where it leads to a public one too', async () => {
  const resolve: Resolve = async () => ['93.184.216.34', '10.0.0.7']
  await expect(check({ baseUrl: 'https://crm.example' }, [], resolve)).rejects.toThrow('crm.example')
  await check({ baseUrl: 'https://crm.example' }, [], async () => ['93.184.216.34'])
})

test('other addresses in the settings are looked at too', async () => {
  await expect(
    check({ baseUrl: 'https://8.8.8.8', sign: { tokenUrl: 'http://localhost/token' } }, [], async () => [
      '127.0.0.1',
    ]),
  ).rejects.toThrow('localhost')
})

test("the owner's setting lets a host through, and no other", async () => {
  await check({ baseUrl: 'http://127.0.0.1:8080' }, ['127.0.0.1'])
  await check({ baseUrl: 'http://127.0.0.1:8080' }, ['127.0.0.1:8080'])
  await expect(check({ baseUrl: 'http://127.0.0.1:9' }, ['127.0.0.1:8080'])).rejects.toThrow(
    'allowPrivateAddresses: [127.0.0.1]',
  )
})
