import { z } from 'zod'
import { expectThat } from './expectation.ts'

const isInstant = (value: unknown): value is string =>
  z.iso.datetime({ offset: true }).safeParse(value).success

/** Every instant in a state, by its path: `{ search: { after: '2024-…' } }` gives `search.after`. */
export function instantsIn(state: unknown, path = ''): ReadonlyMap<string, number> {
  if (isInstant(state)) return new Map([[path, Date.parse(state)]])
  if (typeof state !== 'object' || state === null) return new Map()
  return new Map(
    Object.entries(state).flatMap(([key, value]) => [
      ...instantsIn(value, path === '' ? key : `${path}.${key}`),
    ]),
  )
}

/**
 * An instant in a state is a cursor over modification times, and those only grow.
 * @throws Error where one is earlier than it was before.
 */
export function expectNotBackwards(before: unknown, after: unknown): void {
  const later = instantsIn(after)
  for (const [path, at] of instantsIn(before)) {
    const now = later.get(path)
    expectThat(
      now === undefined || now >= at,
      `${path} in the state moved backwards, from ${new Date(at).toISOString()} to ${new Date(now ?? 0).toISOString()}`,
    )
  }
}
