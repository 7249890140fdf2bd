import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'
import type { TargetObject } from './target-object.ts'

/** Records that one call gives (sObject Collections, by POST). A query by ids would give 200: its address may not be longer. */
export const recordsPerRetrieval = 2_000

const answer = z.array(z.record(z.string(), z.unknown()).nullable())

export type RetrievedRecord = Readonly<Record<string, unknown>>

/**
 * Fields of records by their ids, with one call per 2,000. Those that are deleted, unknown, or not shared with this user are
 * left out.
 * @throws ConnectorError of kind `config` where a field does not exist or this user may not see it
 */
export async function retrieveRecords(
  ctx: SalesforceContext,
  object: TargetObject,
  ids: readonly string[],
  fields: readonly string[],
): Promise<ReadonlyMap<string, RetrievedRecord>> {
  const found = new Map<string, RetrievedRecord>()
  for (let start = 0; start < ids.length; start += recordsPerRetrieval) {
    const part = ids.slice(start, start + recordsPerRetrieval)
    for (const [index, record] of (await retrievePart(ctx, object, part, fields)).entries()) {
      const id = part[index]
      if (id !== undefined && record !== null && record.IsDeleted !== true) found.set(id, record)
    }
  }
  return found
}

async function retrievePart(
  ctx: SalesforceContext,
  object: TargetObject,
  ids: readonly string[],
  fields: readonly string[],
): Promise<z.infer<typeof answer>> {
  const operation = `read ${ids.length} records of ${object}`
  const body = { ids, fields: ['Id', 'IsDeleted', ...fields] }
  const given: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
    connection.requestPost(paths.retrieval(ctx.settings, object), body),
  )
  const parsed = answer.safeParse(given)
  if (parsed.success && parsed.data.length === ids.length) return parsed.data
  throw new ConnectorError('contract', `${operation}: the answer is no list of as many records`, {
    cause: parsed.error,
  })
}
