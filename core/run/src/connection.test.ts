import { defineConnector } from '@rapport/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkConnection, connectorOf, openConnection } from './connection.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'
import type { Workspace } from './workspace.ts'

const { signal } = new AbortController()

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
})
afterAll(() => opened[Symbol.asyncDispose]())

test('A connection opens with its connector, its name and its settings', async () => {
  const workspace = opened.configured({
    connections: { crm: { connector: 'test', settings: { region: 'eu' } } },
  })
  const { connector, ctx } = await openConnection(workspace, 'crm', { signal })
  expect(connector.id).toBe('test')
  expect(ctx).toMatchObject({ connection: 'crm', settings: { region: 'eu' } })
})

test('A connection that is not in the set-up is named with those that are', async () => {
  await expect(openConnection(opened.workspace, 'cmr', { signal })).rejects.toMatchObject({
    kind: 'config',
    message: 'there is no connection "cmr" in rapport.yaml (there: crm)',
  })
})

test('A sign-in that no way of the connector fits is asked for', async () => {
  const workspace = opened.configured({ connections: { crm: { connector: 'test', auth: { key: 'env:K' } } } })
  await expect(openConnection(workspace, 'crm', { signal })).rejects.toMatchObject({
    kind: 'auth',
    message: 'crm: sign-in is missing: set connections.crm.auth (accessToken or none)',
  })
})

test('A secret is left out of all text from the moment it was looked up', async () => {
  const workspace = opened.configured(
    { connections: { crm: { connector: 'test', auth: { accessToken: 'env:TOKEN' } } } },
    { TOKEN: 'vendor-token-1234' },
  )
  await openConnection(workspace, 'crm', { signal })
  expect(workspace.redactor.redact('with vendor-token-1234')).toBe('with [redacted]')
})

test('A check is told what the mapping names and which fields are written', async () => {
  const connector = defineConnector<unknown>({
    ...connectorOf(opened.workspace, 'crm'),
    retention: 'full',
    async *check(_ctx, selections) {
      const { mapping, held } = selections('contact')
      yield { name: 'told', ok: true, detail: JSON.stringify({ mapping, held }) }
    },
  })
  const workspace: Workspace = {
    ...opened.configured({
      connections: { crm: { connector: 'test', mapping: { contact: { fields: { name: 'full_name' } } } } },
      writeBack: { crm: { contact: ['clv'] } },
    }),
    connectors: new Map([['test', connector]]),
  }
  const checks = []
  for await (const check of checkConnection(workspace, 'crm', signal)) checks.push(check.detail)
  expect(checks).toEqual(['{"mapping":{"name":"full_name"},"held":["clv"]}'])
})

test('A connection is tested check by check', async () => {
  const checks = []
  for await (const check of checkConnection(opened.workspace, 'crm', signal)) checks.push(check)
  expect(checks).toEqual([{ name: 'reachable', ok: true, detail: 'in memory' }])
})
