/** A record of a connection, written `hubspot/contact:123`. */
export interface RecordReference {
  readonly connection: string
  readonly entity: string
  readonly id: string
}

/** Writes a reference the way people type it: `hubspot/contact:123`. */
export function formatReference({ connection, entity, id }: RecordReference): string {
  return `${connection}/${entity}:${id}`
}

/**
 * Reads `connection/entity:id`.
 * @throws Error that shows the expected shape where the text is something else.
 */
export function parseReference(text: string): RecordReference {
  const match = /^([^/:]+)\/([^/:]+):(.+)$/.exec(text)
  const [, connection, entity, id] = match ?? []
  if (!connection || !entity || !id) {
    throw new Error(`"${text}" is not a record: write connection/entity:id, for example hubspot/contact:123`)
  }
  return { connection, entity, id }
}

/** A record as people name it: the connection may be left out where only one has it. */
export type SoughtRecord =
  | RecordReference
  | (Omit<RecordReference, 'connection'> & { readonly connection: null })

/**
 * Reads `connection/entity:id` or, without the connection, `entity:id`.
 * @throws Error that shows the expected shape where the text is something else.
 */
export function parseSoughtRecord(text: string): SoughtRecord {
  const [, entity, id] = /^([^/:]+):(.+)$/.exec(text) ?? []
  return entity && id ? { connection: null, entity, id } : parseReference(text)
}
