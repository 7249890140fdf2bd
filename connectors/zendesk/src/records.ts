import { ConnectorError, type Reject } from '@rapport/connector'
import { z } from 'zod'
import { reasonOf, zendeskId } from './values.ts'

/**
 * The records of a page.
 * @throws ConnectorError of kind `contract` where the answer has no such list.
 */
export function recordsOf(
  body: Readonly<Record<string, unknown>>,
  list: string,
  path: string,
): readonly unknown[] {
  const records = body[list]
  if (Array.isArray(records)) return records
  throw new ConnectorError('contract', `GET ${path}: unexpected answer: it has no list "${list}"`)
}

const identified = z.looseObject({ id: zendeskId })

/** Parses one record of a page; what cannot be understood is set aside with its reason. */
export function parseRecord<T>(schema: z.ZodType<T>, kind: string, value: unknown): T | Reject {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const id = identified.safeParse(value)
  return {
    type: 'reject',
    id: id.success ? id.data.id : null,
    reason: `a ${kind} of Zendesk was not understood: ${reasonOf(parsed.error)}`,
    raw: value,
  }
}

/** Whether a record was set aside. */
export function isReject<T extends object>(record: T | Reject): record is Reject {
  return 'type' in record && record.type === 'reject' && 'reason' in record
}

const withFields = z.looseObject({
  user_fields: z.record(z.string(), z.unknown()).nullish(),
  organization_fields: z.record(z.string(), z.unknown()).nullish(),
  custom_fields: z.array(z.object({ id: zendeskId, value: z.unknown() })).nullish(),
})

/** A field of a record by the name that an admin knows: its own, one of its custom fields by key, or of a ticket by id. */
export function fieldOf(value: unknown, name: string): unknown {
  const parsed = withFields.safeParse(value)
  if (!parsed.success) return undefined
  const record = parsed.data
  const custom = record.custom_fields?.find(({ id }) => id === name)
  if (custom !== undefined) return custom.value
  return record.user_fields?.[name] ?? record.organization_fields?.[name] ?? record[name]
}

/** The fields that the admin wants kept, where the record has them. */
export function rawOf(value: unknown, extra: readonly string[]): { raw?: Record<string, unknown> } {
  const kept = extra.flatMap((name) => {
    const found = fieldOf(value, name)
    return found === undefined ? [] : [[name, found] as const]
  })
  return kept.length === 0 ? {} : { raw: Object.fromEntries(kept) }
}
