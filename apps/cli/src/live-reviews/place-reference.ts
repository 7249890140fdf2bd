import { InvalidArgumentError } from 'commander'

/** A place at the site of a connection. */
export interface PlaceReference {
  readonly connection: string
  readonly placeId: string
}

/** Reads a place written `connection/placeId`. */
export function placeReference(text: string): PlaceReference {
  const [, connection, placeId] = /^([^/]+)\/(.+)$/.exec(text) ?? []
  if (connection === undefined || placeId === undefined) {
    throw new InvalidArgumentError(
      'Write it as connection/placeId, such as google-places/ChIJj61dQgK6j4AR4GeTYWZsWWw.',
    )
  }
  return { connection, placeId }
}
