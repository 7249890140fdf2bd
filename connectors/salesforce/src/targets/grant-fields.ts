import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'
import { queryRows } from '../query.ts'
import { quoted } from '../soql.ts'
import { readUserId } from '../user.ts'
import { type RecordResult, recordResults, recordsPerCollection } from './collection-call.ts'
import { permissionSet } from './permission-set.ts'
import { isDuplicate, isDuplicateCode, isForbiddenCode } from './refusals.ts'
import type { TargetObject } from './target-object.ts'

/** Sent twice these calls do the same (what exists already is refused as a duplicate), so they are retried like reads. */
const repeatable = 'read'

const createdRecord = z.object({ id: z.string() })

/**
 * Lets this user read and write fields: the permission set of scores is created where it is missing, grants them, and is
 * assigned to this user. What is there already stays.
 */
export async function grantFields(
  ctx: SalesforceContext,
  object: TargetObject,
  names: readonly string[],
): Promise<void> {
  const setId = await findOrCreateSet(ctx)
  await grant(ctx, setId, object, names)
  await assign(ctx, setId)
}

async function findOrCreateSet(ctx: SalesforceContext): Promise<string> {
  const found = await findSet(ctx)
  if (found !== null) return found
  const { name: Name, label: Label, description: Description } = permissionSet
  const created = await createOne(ctx, 'PermissionSet', { Name, Label, Description })
  const id = created ?? (await findSet(ctx))
  if (id !== null) return id
  throw new ConnectorError(
    'config',
    `Salesforce has no permission set ${permissionSet.name}, and says that its name is taken: rename or delete the other one`,
  )
}

async function findSet(ctx: SalesforceContext): Promise<string | null> {
  const soql = `SELECT Id FROM PermissionSet WHERE Name = ${quoted(permissionSet.name)}`
  const [row] = await queryRows(ctx, 'look for the permission set', soql)
  return row === undefined ? null : String(row.Id)
}

async function grant(
  ctx: SalesforceContext,
  setId: string,
  object: TargetObject,
  names: readonly string[],
): Promise<void> {
  const soql = `SELECT Id, Field, PermissionsEdit FROM FieldPermissions WHERE ParentId = ${quoted(setId)} AND SobjectType = ${quoted(object)}`
  const rows = await queryRows(ctx, 'look for the field permissions', soql)
  const granted = new Map(rows.map((row) => [String(row.Field), row]))
  const access = { PermissionsRead: true, PermissionsEdit: true }
  const attributes = { type: 'FieldPermissions' }
  const fields = names.map((name) => `${object}.${name}`)
  const missing = fields
    .filter((field) => !granted.has(field))
    .map((Field) => ({ attributes, ParentId: setId, SobjectType: object, Field, ...access }))
  const readOnly = fields.flatMap((field) => {
    const row = granted.get(field)
    return row === undefined || row.PermissionsEdit === true ? [] : [{ attributes, Id: row.Id, ...access }]
  })
  await saveAll(ctx, 'POST', missing)
  await saveAll(ctx, 'PATCH', readOnly)
}

async function saveAll(
  ctx: SalesforceContext,
  method: 'POST' | 'PATCH',
  records: readonly object[],
): Promise<void> {
  const operation = 'grant access to fields'
  for (let start = 0; start < records.length; start += recordsPerCollection) {
    const body = { allOrNone: false, records: records.slice(start, start + recordsPerCollection) }
    const answer: unknown = await callClient(ctx, { effect: repeatable, operation }, async (connection) => {
      const path = paths.collection(ctx.settings)
      return method === 'POST' ? connection.requestPost(path, body) : connection.requestPatch(path, body)
    })
    for (const result of recordResults(operation, answer, body.records.length))
      requireSaved(operation, result)
  }
}

function requireSaved(operation: string, { success, errors }: RecordResult): void {
  if (success) return
  const [first] = errors
  const code = first?.statusCode ?? ''
  if (isDuplicateCode(code)) return
  throw new ConnectorError(
    isForbiddenCode(code) ? 'auth' : 'config',
    `${operation}: refused by Salesforce: ${first?.message ?? 'without a reason'} [${code}]`,
  )
}

async function assign(ctx: SalesforceContext, setId: string): Promise<void> {
  const assignment = { PermissionSetId: setId, AssigneeId: await readUserId(ctx) }
  const soql = `SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = ${quoted(setId)} AND AssigneeId = ${quoted(assignment.AssigneeId)}`
  const rows = await queryRows(ctx, 'look for the assignment of the permission set', soql)
  if (rows.length === 0) await createOne(ctx, 'PermissionSetAssignment', assignment)
}

/** The id of the new record; null where there is such a one already. */
async function createOne(
  ctx: SalesforceContext,
  object: string,
  values: Readonly<Record<string, string>>,
): Promise<string | null> {
  const operation = `create a ${object}`
  try {
    const answer: unknown = await callClient(ctx, { effect: repeatable, operation }, async (connection) =>
      connection.requestPost(paths.records(ctx.settings, object), values),
    )
    const created = createdRecord.safeParse(answer)
    if (created.success) return created.data.id
    throw new ConnectorError('contract', `${operation}: the answer names no record`, { cause: created.error })
  } catch (error) {
    if (isDuplicate(error)) return null
    throw error
  }
}
