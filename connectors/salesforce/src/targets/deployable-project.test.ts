import { expect, test } from 'vitest'
import { salesforceSettings } from '../settings.ts'
import { deployableProject } from './deployable-project.ts'
import { field } from './testing/target-org.ts'

const settings = salesforceSettings.parse({ instanceUrl: 'https://acme.my.salesforce.com' })
const project = deployableProject(settings, [
  { object: 'Account', fields: [field('clv_low', 'currency'), field('key_account', 'yesno')] },
  { object: 'Case', fields: [{ ...field('why', 'text'), label: 'Why & how', description: '1 < 2' }] },
])
const folder = 'force-app/main/default'

test('there is one file per field, one permission set over all objects, and the project itself', () => {
  expect([...project.keys()]).toEqual([
    'sfdx-project.json',
    `${folder}/objects/Account/fields/Rapport_Clv_Low__c.field-meta.xml`,
    `${folder}/objects/Account/fields/Rapport_Key_Account__c.field-meta.xml`,
    `${folder}/objects/Case/fields/Rapport_Why__c.field-meta.xml`,
    `${folder}/permissionsets/Rapport_Scores.permissionset-meta.xml`,
  ])
})

test('the project names its folder and the version of the API', () => {
  expect(JSON.parse(project.get('sfdx-project.json') ?? '')).toMatchObject({
    packageDirectories: [{ path: 'force-app', default: true }],
    sourceApiVersion: '68.0',
  })
})

test('a field is described in the words of the metadata', () => {
  expect(
    project.get(`${folder}/objects/Account/fields/Rapport_Clv_Low__c.field-meta.xml`),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Rapport_Clv_Low__c</fullName>
    <description>What clv_low is, by btyd@1</description>
    <inlineHelpText>What clv_low is, by btyd@1</inlineHelpText>
    <label>clv_low</label>
    <precision>18</precision>
    <required>false</required>
    <scale>2</scale>
    <type>Currency</type>
</CustomField>
`)
})

test('yes and no are values of a picklist', () => {
  expect(project.get(`${folder}/objects/Account/fields/Rapport_Key_Account__c.field-meta.xml`)).toContain(`
    <type>Picklist</type>
    <valueSet>
        <restricted>false</restricted>
        <valueSetDefinition>
            <sorted>false</sorted>
            <value>
                <fullName>yes</fullName>
                <default>false</default>
                <label>Yes</label>
            </value>
`)
})

test('the permission set lets the fields of every object be read and written', () => {
  expect(
    project.get(`${folder}/permissionsets/Rapport_Scores.permissionset-meta.xml`),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <description>Access to the fields that Rapport writes.</description>
    <fieldPermissions>
        <editable>true</editable>
        <field>Account.Rapport_Clv_Low__c</field>
        <readable>true</readable>
    </fieldPermissions>
    <fieldPermissions>
        <editable>true</editable>
        <field>Account.Rapport_Key_Account__c</field>
        <readable>true</readable>
    </fieldPermissions>
    <fieldPermissions>
        <editable>true</editable>
        <field>Case.Rapport_Why__c</field>
        <readable>true</readable>
    </fieldPermissions>
    <hasActivationRequired>false</hasActivationRequired>
    <label>Rapport scores</label>
</PermissionSet>
`)
})

test('what has a meaning in XML is escaped', () => {
  const file = project.get(`${folder}/objects/Case/fields/Rapport_Why__c.field-meta.xml`)
  expect(file).toContain('<label>Why &amp; how</label>')
  expect(file).toContain('<description>1 &lt; 2</description>')
})
