import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { connectOrg, makeField, type Org, openOrg, seedOrgShop } from '../support/org.ts'

const fields = 'force-app/main/default/objects/Contact/fields'

const setupPermissions = [
  'ViewSetup',
  'CustomizeApplication',
  'ModifyMetadata',
  'ModifyAllData',
  'ManageProfilesPermissionsets',
  'AssignPermissionSets',
]

/** Lets Rapport's user see and change the org's metadata, or neither. */
function mayChangeMetadata({ server: { org } }: Org, isAllowed: boolean): void {
  const sets = org.table('PermissionSet')
  const [profile] = sets.rowsWhere('Name', 'X00e_Integration')
  for (const permission of setupPermissions) {
    const column = org.schema.field('PermissionSet', `Permissions${permission}`)
    if (profile === undefined || column === undefined) throw new Error(`the org has no ${permission}`)
    sets.column(column).set(profile, isAllowed)
  }
  org.permissionsChanged()
}

/** An administrator deploys the fields of a project, as the Salesforce CLI does. */
async function deploy(org: Org, project: string): Promise<void> {
  mayChangeMetadata(org, true)
  for (const file of await readdir(path.join(project, fields))) {
    const text = await readFile(path.join(project, fields, file), 'utf8')
    const of = (name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1]
    const numbers = ['precision', 'scale', 'length'].flatMap((name) => {
      const value = of(name)
      return value === undefined ? [] : [[name, Number(value)]]
    })
    const metadata = { type: of('type'), label: of('label'), ...Object.fromEntries(numbers) }
    await makeField(org, `Contact.${of('fullName')}`, metadata)
  }
  mayChangeMetadata(org, false)
}

it('a user that may not create fields is given a project to deploy, and writes once that is done', async () => {
  await using org = await openOrg({ seed: seedOrgShop(20) })
  mayChangeMetadata(org, false)
  const writeBack = { salesforce: { contact: ['clv', 'probability_alive', 'orders', 'why'] } }
  await using installation = await connectOrg(org, { more: { writeBack } })
  const check = await installation.run('check')
  expect(check.code, check.stdout).toBe(1)
  expect(check.stdout).toContain('✓ permissions: ')
  expect(check.stdout).toMatch(/✗ writing: .*Contact\.Rapport_Clv__c.*"View Setup and Configuration"/)
  const refused = await installation.run('sync', '--json')
  expect(refused.code, refused.stderr).toBe(4)
  expect(refused.json<RunResult>()).toMatchObject({ state: 'failed', failure: 'auth', written: 0 })
  expect(refused.stderr).toMatch(/Salesforce does not let this user create fields of Contact/)
  expect(refused.stderr).toMatch(
    /wrote rapport-salesforce-fields, .*\n {2}cd rapport-salesforce-fields\n.*\n {2}sf project deploy start/,
  )
  const project = path.join(installation.folder, 'rapport-salesforce-fields')
  expect((await readdir(path.join(project, fields))).sort()).toEqual([
    'Rapport_Clv__c.field-meta.xml',
    'Rapport_Orders__c.field-meta.xml',
    'Rapport_Probability_Alive__c.field-meta.xml',
    'Rapport_Why__c.field-meta.xml',
  ])
  expect(await readFile(path.join(project, fields, 'Rapport_Orders__c.field-meta.xml'), 'utf8')).toContain(
    '<scale>0</scale>',
  )

  const applied = await installation.run('apply')
  expect(applied.code, applied.stderr).toBe(4)
  expect(applied.stderr).toContain('wrote rapport-salesforce-fields')

  await deploy(org, project)
  expect((await installation.run('check')).stdout).toContain('✓ writing: the fields of Contact are there')
  const written = await installation.run('sync', '--json')
  expect(written.code, written.stderr).toBe(0)
  expect(written.json<RunResult>()).toMatchObject({ state: 'succeeded', written: 20 })
})
