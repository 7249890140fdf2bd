import { CommandError } from '../command-error.ts'

/**
 * The result of a computation on what was read. Where the metrics refuse the data, that is what the person is told: a
 * RangeError of theirs becomes a CommandError.
 */
export function computedFrom<T>(name: string, compute: () => T): T {
  try {
    return compute()
  } catch (cause) {
    if (cause instanceof RangeError) throw new CommandError(`${name}: ${cause.message}`)
    throw cause
  }
}
