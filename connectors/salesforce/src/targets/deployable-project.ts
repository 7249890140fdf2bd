import type { TargetField } from '@rapport/connector'
import { fieldName, type SalesforceSettings } from '../settings.ts'
import { type FieldMetadata, metadataOf, type PicklistOption } from './field-metadata.ts'
import { permissionSet } from './permission-set.ts'
import type { TargetObject } from './target-object.ts'

/** Fields that an object needs. */
export interface FieldsOfObject {
  readonly object: TargetObject
  readonly fields: readonly TargetField[]
}

const folder = 'force-app/main/default'

/**
 * A Salesforce DX project that creates the fields and the permission set with access to them, for an administrator to deploy
 * (`sf project deploy start`) where Rapport's user may not: file contents by path. All objects go into one project: a
 * permission set that is deployed again may lose what the new file does not grant.
 */
export function deployableProject(
  settings: SalesforceSettings,
  objects: readonly FieldsOfObject[],
): ReadonlyMap<string, string> {
  const files = new Map([['sfdx-project.json', projectFile(settings)]])
  const granted: string[] = []
  for (const { object, fields } of objects) {
    for (const field of fields) {
      const name = fieldName(settings, field.name)
      granted.push(`${object}.${name}`)
      files.set(
        `${folder}/objects/${object}/fields/${name}.field-meta.xml`,
        fieldFile(name, metadataOf(field)),
      )
    }
  }
  files.set(
    `${folder}/permissionsets/${permissionSet.name}.permissionset-meta.xml`,
    permissionSetFile(granted.sort()),
  )
  return files
}

function projectFile({ apiVersion }: SalesforceSettings): string {
  const project = {
    packageDirectories: [{ path: 'force-app', default: true }],
    name: 'rapport-scores',
    namespace: '',
    sourceApiVersion: apiVersion,
  }
  return `${JSON.stringify(project, null, 2)}\n`
}

function fieldFile(name: string, metadata: FieldMetadata): string {
  const { description, inlineHelpText, label, length, precision, required, scale, type, options } = metadata
  return file('CustomField', [
    element('fullName', name),
    element('description', description),
    element('inlineHelpText', inlineHelpText),
    element('label', label),
    ...(length === undefined ? [] : [element('length', length)]),
    ...(precision === undefined ? [] : [element('precision', precision)]),
    element('required', required),
    ...(scale === undefined ? [] : [element('scale', scale)]),
    element('type', type),
    ...(options === undefined ? [] : valueSet(options)),
  ])
}

function valueSet(options: readonly PicklistOption[]): string[] {
  const values = options.map(({ name, label }) =>
    nested('value', [element('fullName', name), element('default', false), element('label', label)]),
  )
  return [
    nested('valueSet', [
      element('restricted', false),
      nested('valueSetDefinition', [element('sorted', false), ...values]),
    ]),
  ]
}

function permissionSetFile(fields: readonly string[]): string {
  return file('PermissionSet', [
    element('description', permissionSet.description),
    ...fields.map((field) =>
      nested('fieldPermissions', [
        element('editable', true),
        element('field', field),
        element('readable', true),
      ]),
    ),
    element('hasActivationRequired', false),
    element('label', permissionSet.label),
  ])
}

function file(root: string, elements: readonly string[]): string {
  const opening = `<${root} xmlns="http://soap.sforce.com/2006/04/metadata">`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${[opening, ...elements.map(indented), `</${root}>`].join('\n')}\n`
}

function nested(name: string, elements: readonly string[]): string {
  return [`<${name}>`, ...elements.map(indented), `</${name}>`].join('\n')
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ')
}

function element(name: string, value: string | number | boolean): string {
  return `<${name}>${escaped(String(value))}</${name}>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character).replace(/\s+/g, ' ')
}
