import { type CheckResult, type FieldSelection, type FieldSelections, noSelection } from '@rapport/connector'
import { type SalesforceOptions, type SalesforceServer, startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { checkConnection } from './check.ts'
import type { SalesforceContext } from './client.ts'
import { connect } from './testing/connection.ts'

async function check(
  options: SalesforceOptions & {
    prepare?: (server: SalesforceServer) => void
    settings?: Record<string, unknown>
    selection?: Partial<FieldSelection>
  } = {},
): Promise<{ lines: CheckResult[]; line(name: string): CheckResult | undefined }> {
  const { prepare, settings, selection = {}, ...org } = options
  const server = await startSalesforce(org)
  prepare?.(server)
  const { ctx } = connect(server, { ...(settings === undefined ? {} : { settings }) })
  const lines = await linesOf(ctx, selection)
  await server.close()
  return { lines, line: (name) => lines.find((one) => one.name === name) }
}

async function linesOf(
  ctx: SalesforceContext,
  selection: Partial<FieldSelection> = {},
): Promise<CheckResult[]> {
  const lines: CheckResult[] = []
  const selections: FieldSelections = (entity) =>
    entity === 'deal' ? { ...noSelection, ...selection } : noSelection
  for await (const line of checkConnection(ctx, selections)) lines.push(line)
  return lines
}

test('a sound connection passes every line, and tells the org, its edition and its calls', async () => {
  const { lines, line } = await check()
  expect(lines.filter(({ ok }) => !ok)).toEqual([])
  expect(line('authorised')?.detail).toMatch(/^Sandbox, org 00D\w{15} \(Enterprise Edition\)$/)
  expect(line('API version')?.detail).toContain('68.0; the org answers to 31.0 through 68.0')
  expect(line('edition')?.detail).toContain('no person accounts')
  expect(line('API calls')?.detail).toMatch(/of 100000 used in 24 hours/)
})

test('several currencies and person accounts are told', async () => {
  const { line } = await check({ features: ['multiCurrency', 'personAccounts'] })
  expect(line('edition')?.detail).toMatch(
    /several currencies, brought into USD by fixed rates; person accounts/,
  )
})

test('a field that the user does not see is named where it matters', async () => {
  const { line } = await check({ prepare: ({ control }) => control.hideFields('Opportunity.Amount') })
  expect(line('fields')).toMatchObject({ ok: false, detail: expect.stringContaining('Opportunity.Amount') })
})

test('a field that may be missing is named as left out', async () => {
  const { line } = await check({ prepare: ({ control }) => control.hideFields('Account.Industry') })
  expect(line('fields')).toMatchObject({ ok: true, detail: expect.stringContaining('Account.Industry') })
})

test('a mapped field that does not exist is named with the nearest that does', async () => {
  const { line } = await check({ selection: { mapping: { amount: 'Amont' } } })
  expect(line('mapping of deal')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('did you mean "Amount"?'),
  })
})

test('a token that is refused ends the check with what to do', async () => {
  const { lines } = await check({ prepare: ({ control }) => control.expireSessions() })
  expect(lines.map(({ name, ok }) => [name, ok]).slice(0, 2)).toEqual([
    ['reachable', true],
    ['authorised', false],
  ])
  expect(lines.slice(2).every(({ detail }) => detail === 'not tried')).toBe(true)
})

test('a user without API access is told so', async () => {
  const { line } = await check({ permissions: { apiEnabled: false } })
  expect(line('authorised')).toMatchObject({ ok: false, detail: expect.stringContaining('API') })
})

test('an org that has no calls left beyond the reserve is told so', async () => {
  const { line } = await check({ limits: { daily: 30 }, settings: { dailyReserve: 0.9, runShare: 1 } })
  expect(line('API calls')).toMatchObject({ ok: false })
})

test('nobody listening is said to be, and nothing else is tried', async () => {
  const server = await startSalesforce()
  await server.close()
  const lines = await linesOf(connect(server).ctx)
  expect(lines[0]).toMatchObject({
    name: 'reachable',
    ok: false,
    detail: expect.stringContaining('instanceUrl'),
  })
})
