import { ConnectorError, type OnMissingFields, type TargetField } from '@rapport/connector'
import { callClient, type SalesforceContext } from '../client.ts'
import type { ObjectFields } from '../describe.ts'
import { paths } from '../paths.ts'
import { listed, neededToCreateFields } from '../permissions.ts'
import { fieldName } from '../settings.ts'
import { findCustomFields } from './custom-fields.ts'
import type { FieldsOfObject } from './deployable-project.ts'
import { canHold, metadataOf, toolingMetadata } from './field-metadata.ts'
import { FieldsNotAllowedError } from './fields-not-allowed.ts'
import { grantFields } from './grant-fields.ts'
import { permissionSet } from './permission-set.ts'
import { isDuplicate, isForbidden } from './refusals.ts'
import { describeTarget } from './target-description.ts'

/**
 * Creates the fields that are missing, grants this user access to them by the permission set of scores, and looks whether it
 * may write all of them. Where it may already, that is one call. Asked again, or by two processes at once, it does no more.
 * Returns the names of the fields that it created.
 *
 * @throws FieldsNotAllowedError where this user may not; ConnectorError of kind `config` where a field of that name has
 * another type.
 */
export async function ensureFields(
  ctx: SalesforceContext,
  needed: FieldsOfObject,
  onMissing?: OnMissingFields,
): Promise<readonly string[]> {
  const { object, fields } = needed
  const before = await describeTarget(ctx, object)
  for (const field of fields) requireFit(ctx, needed, field, before)
  const closed = fields.filter((field) => !isOpen(ctx, field, before))
  if (closed.length === 0) return []
  try {
    const created = await createMissing(ctx, { object, fields: closed }, before, onMissing)
    await grantFields(
      ctx,
      object,
      closed.map((field) => fieldName(ctx.settings, field.name)),
    )
    await requireOpen(ctx, needed, closed)
    return created
  } catch (error) {
    if (!isForbidden(error)) throw error
    throw notAllowed(ctx, needed, error)
  }
}

function isOpen(ctx: SalesforceContext, field: TargetField, described: ObjectFields): boolean {
  return described.get(fieldName(ctx.settings, field.name))?.isUpdateable === true
}

function requireFit(
  ctx: SalesforceContext,
  { object }: FieldsOfObject,
  field: TargetField,
  described: ObjectFields,
): void {
  const name = fieldName(ctx.settings, field.name)
  const known = described.get(name)
  if (known === undefined) return
  if (!canHold(field, known.type)) {
    throw new ConnectorError(
      'config',
      `Salesforce ${object} already has a field ${name} of type ${known.type}, and ${field.name} needs ${metadataOf(field).type}: rename or delete that field in Salesforce, or set another fieldPrefix`,
    )
  }
  const lacking = (metadataOf(field).options ?? []).filter((option) => !known.values.includes(option.name))
  if (known.isRestricted && lacking.length > 0) {
    throw new ConnectorError(
      'config',
      `the picklist ${object}.${name} in Salesforce takes only its own values, and lacks ${lacking.map((option) => option.name).join(', ')}: add them, or let it take others ("Restrict picklist to the values defined in the value set")`,
    )
  }
}

async function createMissing(
  ctx: SalesforceContext,
  { object, fields }: FieldsOfObject,
  described: ObjectFields,
  onMissing: OnMissingFields | undefined,
): Promise<readonly string[]> {
  // A field that nobody granted to this user exists as well; only the Tooling API shows it.
  const unseen = fields.filter((field) => !described.has(fieldName(ctx.settings, field.name)))
  if (unseen.length === 0) return []
  const existing = await findCustomFields(
    ctx,
    object,
    unseen.map((field) => fieldName(ctx.settings, field.name)),
  )
  const missing = unseen.filter((field) => !existing.has(fieldName(ctx.settings, field.name)))
  if (missing.length > 0) await onMissing?.(missing.map(({ name }) => name))
  const created: string[] = []
  for (const field of missing) {
    if (await createField(ctx, object, field)) created.push(field.name)
  }
  return created
}

/** Making a field changes the org's metadata, which large orgs take their time for. */
const creationTimeoutMs = 120_000

/** Whether it was created here, and not by another process meanwhile. */
async function createField(ctx: SalesforceContext, object: string, field: TargetField): Promise<boolean> {
  const FullName = `${object}.${fieldName(ctx.settings, field.name)}`
  const body = { FullName, Metadata: toolingMetadata(metadataOf(field)) }
  const operation = `create the field ${FullName}`
  try {
    // Sent twice, it does the same: what exists already is refused as a duplicate.
    const options = { effect: 'read', operation, timeoutMs: creationTimeoutMs } as const
    await callClient(ctx, options, async (connection) =>
      connection.requestPost(paths.customFields(ctx.settings), body),
    )
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    // No record is at fault: the org is full, or the name is none that it takes.
    if (error instanceof ConnectorError && error.kind === 'invalid') {
      throw new ConnectorError('config', error.message, { cause: error })
    }
    throw error
  }
}

/** What was created by another process must fit as well, and all of it must be writable now. */
async function requireOpen(
  ctx: SalesforceContext,
  needed: FieldsOfObject,
  fields: readonly TargetField[],
): Promise<void> {
  const described = await describeTarget(ctx, needed.object)
  for (const field of fields) requireFit(ctx, needed, field, described)
  const closed = fields.filter((field) => !isOpen(ctx, field, described))
  if (closed.length === 0) return
  const names = closed.map((field) => `${needed.object}.${fieldName(ctx.settings, field.name)}`).join(', ')
  throw new ConnectorError(
    'config',
    `Salesforce does not let this user write ${names}, although the permission set ${permissionSet.name} grants it: look for a permission set group or a licence that mutes it`,
  )
}

function notAllowed(
  { connection, settings }: SalesforceContext,
  needed: FieldsOfObject,
  cause: ConnectorError,
): FieldsNotAllowedError {
  const { object, fields } = needed
  const names = fields.map((field) => fieldName(settings, field.name)).join(', ')
  return new FieldsNotAllowedError(
    `Salesforce does not let this user create fields of ${object} or give itself access to them: grant it ${listed(neededToCreateFields)} for the first run, or have an administrator deploy ${names} and the permission set ${permissionSet.name} and assign that set to this user. Salesforce said: ${cause.message}`,
    connection,
    needed,
    cause,
  )
}
