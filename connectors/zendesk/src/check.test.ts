import { type CheckResult, noSelection } from '@rapport/connector'
import { startZendesk, type ZendeskOptions } from '@rapport/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { zendesk } from './index.ts'
import { connect } from './testing/connection.ts'

async function check(
  options: ZendeskOptions,
  selection: { mapping?: Record<string, string>; extra?: string[] } = {},
  accessToken?: string,
): Promise<Map<string, CheckResult>> {
  const server = await startZendesk({ limits: 'off', seed: 'zendesk-small', ...options })
  onTestFinished(() => server.close())
  const ctx = connect(accessToken === undefined ? server : { ...server, accessToken })
  const lines = new Map<string, CheckResult>()
  for await (const line of zendesk.check(ctx, () => ({ ...noSelection, ...selection })))
    lines.set(line.name, line)
  return lines
}

test('an admin may read everything', async () => {
  const lines = await check({}, { mapping: { topic: '5002' } })
  expect([...lines.values()].map(({ name, ok }) => [name, ok])).toEqual([
    ['reachable', true],
    ['authorised', true],
    ['permissions', true],
    ['exports', true],
    ['satisfaction', true],
    ['mapping of ticket', true],
  ])
})

test('an agent is told to sign in as an admin', async () => {
  const lines = await check({ role: 'agent' })
  expect(lines.get('permissions')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('only admins'),
  })
  expect(lines.get('exports')).toMatchObject({ ok: false })
})

test('after a refused sign-in nothing else is tried', async () => {
  const lines = await check({}, {}, 'nobody-knows-it')
  expect(lines.get('reachable')).toMatchObject({ ok: true })
  expect(lines.get('authorised')).toMatchObject({ ok: false })
  expect(lines.get('exports')).toMatchObject({ ok: false, detail: 'not tried' })
})

test('a field that tickets do not have is named, with the one that was meant', async () => {
  const lines = await check({}, { mapping: { topic: 'Topic' } })
  expect(lines.get('mapping of ticket')).toMatchObject({
    ok: false,
    detail: 'tickets of Zendesk have no field "Topic": write 5002 instead',
  })
})

test('an account without CSAT is told so', async () => {
  const lines = await check({ csat: 'none' })
  expect(lines.get('satisfaction')).toMatchObject({ ok: true, detail: expect.stringContaining('no CSAT') })
})
