import { z } from 'zod'
import type { ConnectorContext } from '../context.ts'
import { ConnectorError } from '../errors.ts'
import { type PlacePage, readSite } from './review-site.ts'
import { vendorClock } from './vendor-clock.ts'

/**
 * Places that the settings name, each read by a call of its own. One that the site does not give is told, and stops no other.
 * @param pathOf makes the address of a place of its name.
 */
export async function* namedPlaces<Settings>(
  ctx: ConnectorContext<Settings>,
  names: readonly string[],
  pathOf: (name: string) => string,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<PlacePage> {
  for (const name of names) {
    const found = await readSite(ctx, pathOf(name), z.unknown(), query).catch((error: unknown) => {
      if (error instanceof ConnectorError && error.kind === 'gone') return error
      throw error
    })
    if (found instanceof ConnectorError) {
      yield { records: [], now: null, missing: { name, reason: found.message } }
    } else {
      yield { records: [found.body], now: vendorClock(found) }
    }
  }
}
