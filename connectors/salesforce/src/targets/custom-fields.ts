import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'
import { quoted } from '../soql.ts'

const found = z.object({ records: z.array(z.object({ DeveloperName: z.string() })) })

/** Which of these custom fields an object has, whether this user sees them or not: with one call, which takes "View Setup". */
export async function findCustomFields(
  ctx: SalesforceContext,
  object: string,
  fields: readonly string[],
): Promise<ReadonlySet<string>> {
  const operation = `look for the fields of ${object}`
  const names = fields.map((field) => quoted(field.replace(/__c$/, '')))
  const soql = `SELECT DeveloperName FROM CustomField WHERE TableEnumOrId = ${quoted(object)} AND DeveloperName IN (${names.join(', ')})`
  const answer: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
    connection.requestGet(paths.toolingQuery(ctx.settings, soql)),
  )
  const parsed = found.safeParse(answer)
  if (!parsed.success) {
    throw new ConnectorError('contract', `${operation}: the answer is no list of fields`, {
      cause: parsed.error,
    })
  }
  return new Set(parsed.data.records.map(({ DeveloperName }) => `${DeveloperName}__c`))
}
