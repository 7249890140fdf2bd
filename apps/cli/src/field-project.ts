import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fieldPolicies, type Workspace } from '@rapport/run'
import {
  deployableProject,
  FieldsNotAllowedError,
  permissionSet,
  salesforceSettings,
  targetObjects,
} from '@rapport/salesforce'
import { targetFields, writeEntities } from '@rapport/writeback'
import { commandName } from './command-name.ts'
import { tell } from './output.ts'

/**
 * Where Salesforce does not let Rapport create its fields: writes a project with all that the connection writes, for an
 * administrator to deploy, into a folder beside the configuration, and tells what to do with it. Does nothing for other errors.
 */
export async function writeFieldProject(workspace: Workspace, error: unknown): Promise<void> {
  if (!(error instanceof FieldsNotAllowedError)) return
  const folder = `rapport-${error.connection.replace(/[^\w.-]/g, '_')}-fields`
  const place = path.resolve(workspace.folder, folder)
  const { settings, files } = projectOf(workspace, error)
  try {
    for (const [name, content] of files) {
      const file = path.join(place, name)
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, content)
    }
  } catch (cause) {
    // What stopped the command is told in any case.
    tell(`rapport: the fields could not be written to ${place}: ${String(cause)}`)
    return
  }
  tell(
    '',
    `wrote ${folder}, a Salesforce DX project with the fields and the permission set ${permissionSet.name}. An administrator of the org deploys it, and assigns the permission set to the user that Rapport works as:`,
    `  cd ${folder}`,
    `  sf org login web --instance-url ${settings.instanceUrl} --alias rapport-admin`,
    '  sf project deploy start --target-org rapport-admin',
    `  sf org assign permset --name ${permissionSet.name} --target-org rapport-admin --on-behalf-of USERNAME`,
    `Then run the same command again: "${commandName} sync" creates nothing any more and writes the values.`,
    '',
  )
}

/** All objects go into one project: a permission set that is deployed again loses what the new file does not grant. */
function projectOf({ config }: Workspace, { connection, needed }: FieldsNotAllowedError) {
  const settings = salesforceSettings.parse(config.connections[connection]?.settings ?? {})
  const objects = writeEntities.flatMap((entity) => {
    const object = targetObjects[entity]
    const written = targetFields(config.writeBack[connection]?.[entity] ?? [], entity, fieldPolicies(config))
    const names = new Set(written.map(({ name }) => name))
    // A plan that is older than the configuration may hold more.
    const more = needed.object === object ? needed.fields.filter(({ name }) => !names.has(name)) : []
    const fields = [...written, ...more]
    return fields.length === 0 ? [] : [{ object, fields }]
  })
  return { settings, files: deployableProject(settings, objects) }
}
