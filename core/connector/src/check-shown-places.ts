import { attempt, checkInTurn } from './check-attempt.ts'
import type { CheckResult } from './connector.ts'

/**
 * The check of a source that may only be shown: whether it takes the key, and knows the places that the set-up names. `ask` asks
 * for one place, and throws a ConnectorError of kind `gone` where the site does not know it.
 */
export function checkShownPlaces(
  title: string,
  places: readonly string[],
  ask: (placeId: string) => Promise<unknown>,
): AsyncGenerator<CheckResult> {
  const unknown: string[] = []
  const look = async (placeId: string): Promise<void> => {
    const result = await attempt(() => ask(placeId))
    if ('value' in result) return
    if (result.error.kind !== 'gone') throw result.error
    unknown.push(placeId)
  }
  const [first, ...others] = places
  return checkInTurn({
    authorised: async () => {
      if (first !== undefined) await look(first)
      return { ok: true, detail: `${title} answers and takes the key` }
    },
    places: async () => {
      for (const placeId of others) await look(placeId)
      if (unknown.length === 0) return { ok: true, detail: `${title} knows all ${places.length}` }
      const advice = 'look their ids up anew, and correct settings.places'
      return { ok: false, detail: `${title} does not know ${unknown.join(', ')}: ${advice}` }
    },
  })
}
