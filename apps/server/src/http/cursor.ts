import { z } from 'zod'
import { ProblemError } from './problem.ts'

/** Where a page ended: the value that its last row was sorted by, and the row's own name, which parts ties. */
export interface Position {
  readonly value: number | string | null
  readonly id: number | string
}

const position = z.object({
  sort: z.string(),
  value: z.union([z.number(), z.string(), z.null()]),
  id: z.union([z.number(), z.string()]),
})

/** A position as a text that nobody needs to understand. `sort` is the order that it is a position in. */
export function writeCursor(sort: string, { value, id }: Position): string {
  return Buffer.from(JSON.stringify({ sort, value, id })).toString('base64url')
}

/** What a cursor of an order may hold. */
export interface CursorShape {
  readonly sort: string
  readonly value: 'number' | 'text'
  readonly id: 'number' | 'text'
}

/**
 * Reads a cursor that was given to `sort`.
 * @throws ProblemError where it is none of this order.
 */
export function readCursor(text: string, { sort, value, id }: CursorShape): Position {
  const found = position.safeParse(parsed(text)).data
  const fits = (given: unknown, kind: 'number' | 'text'): boolean =>
    typeof given === (kind === 'number' ? 'number' : 'string')
  if (
    found === undefined ||
    found.sort !== sort ||
    !fits(found.id, id) ||
    !(found.value === null || fits(found.value, value))
  ) {
    throw new ProblemError(
      422,
      'invalid',
      'query.cursor: it is no cursor of this list in this order; ask for the first page again.',
      { errors: [{ path: 'query.cursor', message: 'no cursor of this list in this order' }] },
    )
  }
  return { value: found.value, id: found.id }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
