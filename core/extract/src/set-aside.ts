import { createHash } from 'node:crypto'
import { type EntityName, entities, isTooLongForId } from '@rapport/model'

/** A record in the model, or why it does not fit. */
export type Fitted =
  | { readonly fits: true; readonly record: { readonly id: string } }
  | { readonly fits: false; readonly reason: string }

/** Checks a record against the model. */
export function fitToModel(connection: string, entity: EntityName, record: unknown): Fitted {
  const parsed = entities[entity].safeParse(record)
  if (parsed.success) return { fits: true, record: parsed.data }
  const issue = parsed.error.issues[0]
  const field = issue?.path.map(String).join('.') || 'record'
  const reason = `${field}: ${issue?.message ?? 'does not fit the model'}. ${correctIt(connection)}`
  return { fits: false, reason }
}

/** The reason where the database cannot hold a value that the model allows. */
export function refusedByDatabase(connection: string, refusal: Error): string {
  return `the database cannot hold a value of it (${refusal.message}). ${correctIt(connection)}`
}

function correctIt(connection: string): string {
  return `Correct it in ${connection}; it is read again once it changes there`
}

/**
 * The id under which a record is set aside, always the same: one without its own is named by what it holds, and one that is too long
 * for an index by how it begins and its digest.
 */
export function idForReject(id: unknown, content: unknown): string {
  if (typeof id === 'string' && isTooLongForId(id)) {
    return `${id.slice(0, 100)}… (sha-256 ${createHash('sha256').update(id).digest('hex')})`
  }
  if (typeof id === 'string' && id !== '') return id
  return `without id: ${JSON.stringify(content ?? null).slice(0, 200)}`
}
