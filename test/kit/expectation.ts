import { isDeepStrictEqual } from 'node:util'
import type { Ledger } from './ledger.ts'
import type { ExpectedFields, StreamStandIn } from './stand-in.ts'

/** Fails a check. The message says what was expected and what was found. */
export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/**
 * Compares what was read with what the source holds.
 * @throws Error that names the records that are missing, too many or different.
 */
export async function expectSameAsSource(ledger: Ledger, standIn: StreamStandIn): Promise<void> {
  const expected = await standIn.holds()
  const live = ledger.live()
  const missing = [...expected.keys()].filter((id) => !live.has(id))
  const surplus = [...live.keys()].filter((id) => !expected.has(id))
  expectThat(
    missing.length === 0,
    `${missing.length} of ${expected.size} records are missing: ${some(missing)}`,
  )
  expectThat(
    surplus.length === 0,
    `${surplus.length} records are not (or no longer) in the source: ${some(surplus)}`,
  )
  for (const [id, fields] of expected) expectFields(id, live.get(id) ?? {}, fields)
}

function expectFields(id: string, found: ExpectedFields, expected: ExpectedFields): void {
  for (const [name, value] of Object.entries(expected)) {
    expectThat(
      isDeepStrictEqual(found[name], value),
      `record ${id}: ${name} is ${JSON.stringify(found[name])}, the source has ${JSON.stringify(value)}`,
    )
  }
}

/** The first few of a list, for a message. */
export function some(ids: readonly string[]): string {
  return ids.length > 5 ? `${ids.slice(0, 5).join(', ')}, …` : ids.join(', ')
}
