import type { Path } from './problem.ts'

/** A piece of text in plain data, where it stands. */
export interface TextValue {
  readonly path: Path
  readonly text: string
}

/** Plain data as a group of keys; empty where it is something else, which the schema reports. */
export function groupOf(data: unknown): Readonly<Record<string, unknown>> {
  return data !== null && typeof data === 'object' && !Array.isArray(data)
    ? (data as Record<string, unknown>)
    : {}
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    return value !== null && typeof value === 'object'
      ? (value as Record<PropertyKey, unknown>)[step]
      : undefined
  }, data)
}

/** Every text in plain data, with its path. */
export function* textValues(data: unknown, path: Path = []): Generator<TextValue> {
  if (typeof data === 'string') yield { path, text: data }
  else if (Array.isArray(data)) {
    for (const [index, item] of data.entries()) yield* textValues(item, [...path, index])
  } else if (data !== null && typeof data === 'object') {
    for (const [key, value] of Object.entries(data)) yield* textValues(value, [...path, key])
  }
}
