import { type CheckResult, type FieldSelection, type FieldSelections, noSelection } from '@rapport/connector'
import { type SalesforceOptions, type SalesforceServer, startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { checkConnection } from './check.ts'
import type { SalesforceContext } from './client.ts'
import { accountTarget } from './targets/account.ts'
import { TargetOrg, field as targetField } from './targets/testing/target-org.ts'
import { connect } from './testing/connection.ts'

async function check(
  options: SalesforceOptions & {
    prepare?: (server: SalesforceServer) => void
    settings?: Record<string, unknown>
    selection?: Partial<FieldSelection>
    writes?: readonly string[]
  } = {},
): Promise<{ lines: CheckResult[]; line(name: string): CheckResult | undefined }> {
  const { prepare, settings, selection = {}, writes = [], ...org } = options
  const server = await startSalesforce(org)
  prepare?.(server)
  const { ctx } = connect(server, { ...(settings === undefined ? {} : { settings }) })
  const lines = await linesOf(ctx, selection, writes)
  await server.close()
  return { lines, line: (name) => lines.find((one) => one.name === name) }
}

async function linesOf(
  ctx: SalesforceContext,
  selection: Partial<FieldSelection> = {},
  writes: readonly string[] = [],
): Promise<CheckResult[]> {
  const lines: CheckResult[] = []
  const selections: FieldSelections = (entity) => {
    if (entity === 'company') return { ...noSelection, held: writes }
    return entity === 'deal' ? { ...noSelection, ...selection } : noSelection
  }
  for await (const line of checkConnection(ctx, selections)) lines.push(line)
  return lines
}

/** Takes permissions from Rapport's user. */
function forbid({ server: { org } }: TargetOrg, permissions: readonly string[]): void {
  const sets = org.table('PermissionSet')
  const [profile] = sets.rowsWhere('Name', 'X00e_Integration')
  for (const permission of permissions) {
    sets.column(org.schema.field('PermissionSet', `Permissions${permission}`)!).set(profile!, false)
  }
  org.permissionsChanged()
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

test('exchange rates that the user does not see fail the check', async () => {
  const features = ['multiCurrency'] as const
  const prepare = ({ control }: SalesforceServer) => control.hideObjects('CurrencyType')
  const { line } = await check({ features, prepare })
  expect(line('edition')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('whose rates this user does not see: give it "View Setup'),
  })
})

test('so do dated ones that it may not see', async () => {
  const { line } = await check({
    features: ['multiCurrency'],
    permissions: { modifyMetadata: false, modifyAllData: false },
    prepare: ({ control }) => control.hideObjects('DatedConversionRate'),
  })
  expect(line('edition')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('whose dated rates this user may not see: give it "View Setup'),
  })
})

test('a field that the user does not see is named where it matters', async () => {
  const { line } = await check({ prepare: ({ control }) => control.hideFields('Opportunity.Amount') })
  expect(line('fields')).toMatchObject({ ok: false, detail: expect.stringContaining('Opportunity.Amount') })
})

test('where another field is mapped instead, one that is hidden is not missed', async () => {
  const { line } = await check({
    prepare: ({ control }) => control.hideFields('Opportunity.Amount'),
    selection: { mapping: { amount: 'Probability' } },
  })
  expect(line('fields')).toMatchObject({ ok: true, detail: expect.stringContaining('Opportunity.Amount') })
})

test('so are roles, where one decides whose a sale is', async () => {
  const prepare = ({ control }: SalesforceServer) => control.hideFields('OpportunityContactRole.Role')
  const { line: without } = await check({ prepare })
  const { line } = await check({ prepare, selection: { associationLabel: 'Decision Maker' } })
  expect([without('fields')?.ok, line('fields')?.ok]).toEqual([true, false])
  expect(line('fields')?.detail).toContain('OpportunityContactRole.Role')
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

/** What a user may do that only reads. */
const readOnly = { modifyMetadata: false, modifyAllData: false }

test('a user that sees nothing of Setup passes, and is told what it may not read', async () => {
  const { lines, line } = await check({ permissions: readOnly })
  expect(lines.filter(({ ok }) => !ok)).toEqual([])
  expect(line('permissions')?.detail).toBe(
    'integration@sandbox.example.com; without "View All Data" it reads only the records that are shared with it',
  )
  expect(line('writing')).toBeUndefined()
})

test('permissions that Salesforce does not tell are no failure', async () => {
  const fault = { kind: 'status', status: 404, errorCode: 'NOT_FOUND', message: 'no' } as const
  const { lines, line } = await check({
    permissions: readOnly,
    prepare: ({ control }) => control.fail({ path: '*/UserPermissionAccess/describe', fault }),
    writes: ['clv'],
  })
  expect(lines.filter(({ ok }) => !ok)).toEqual([])
  expect(line('permissions')?.detail).toContain('Salesforce does not tell what it may do')
  expect(line('writing')?.detail).toContain('Salesforce does not tell whether this user may')
})

test('each permission that is missing for writing is named as Setup does, with the fields that want it', async () => {
  const { line } = await check({ permissions: readOnly, writes: ['clv', 'why'] })
  const all = [
    'View Setup and Configuration',
    'Customize Application',
    'Modify Metadata Through Metadata API Functions',
    'Manage Profiles and Permission Sets',
    'Assign Permission Sets',
  ]
  expect(line('writing')).toMatchObject({
    ok: false,
    detail: expect.stringContaining(
      `for writing: Account.Rapport_Clv__c, Account.Rapport_Why__c. To make and open them it lacks ${all.map((one) => `"${one}"`).join(', ')}: grant these`,
    ),
  })
  const some = await check({ permissions: { ...readOnly, viewSetup: true }, writes: ['clv'] })
  expect(some.line('writing')?.detail).toContain('it lacks "Customize Application", ')
})

test('fields that the first write will make are no failure', async () => {
  const { line } = await check({ writes: ['clv'] })
  expect(line('writing')).toEqual({
    name: 'writing',
    ok: true,
    detail: 'the first write makes, or opens to this user: Account.Rapport_Clv__c',
  })
})

test('fields that are there and not open need no permission to make them, and the first write opens them', async () => {
  await using org = await TargetOrg.open('Account', 1)
  await accountTarget.ensureFields(org.run().ctx, [targetField('clv', 'currency')])
  const grants = org.server.org.table('FieldPermissions')
  for (const row of grants.rowsWhere('SobjectType', 'Account')) grants.purge(row)
  forbid(org, ['CustomizeApplication', 'ModifyMetadata', 'ModifyAllData'])
  const lines = await linesOf(org.run().ctx, {}, ['clv'])
  expect(lines.find(({ name }) => name === 'writing')).toEqual({
    name: 'writing',
    ok: true,
    detail: 'the first write opens to this user: Account.Rapport_Clv__c',
  })
  expect(await accountTarget.ensureFields(org.run().ctx, [targetField('clv', 'currency')])).toEqual([])
  const other = await linesOf(org.run().ctx, {}, ['clv', 'why'])
  expect(other.find(({ name }) => name === 'writing')?.detail).toContain(
    'Account.Rapport_Why__c. To make and open them it lacks "Customize Application"',
  )
})

test('a user that may do nothing but write needs no more where an administrator made the fields', async () => {
  await using org = await TargetOrg.open('Account', 1)
  await accountTarget.ensureFields(org.run().ctx, [targetField('clv', 'currency')])
  forbid(org, ['ViewSetup', 'CustomizeApplication', 'ModifyMetadata', 'AssignPermissionSets'])
  const lines = await linesOf(org.run().ctx, {}, ['clv'])
  expect(lines.find(({ name }) => name === 'writing')).toEqual({
    name: 'writing',
    ok: true,
    detail: 'the fields of Account are there, and this user may write them',
  })
})

test('a version of the API that the org does not know yet is told with what to set', async () => {
  const { line } = await check({ settings: { apiVersion: '69.0' } })
  expect(line('authorised')).toMatchObject({
    ok: false,
    detail: expect.stringMatching(
      /no version 69\.0 of the API: set apiVersion to one that .*\/services\/data lists/,
    ),
  })
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
