import { parseReference, type RecordReference } from '@rapport/model'
import { InvalidArgumentError } from 'commander'

/** Reads a whole number from 1, such as the number of a plan. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return value
}

/** Reads a record written `connection/entity:id`. */
export function recordReference(text: string): RecordReference {
  try {
    return parseReference(text)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}

/** Reads the number of a plan, or a record. */
export function planOrRecord(text: string): number | RecordReference {
  return /^\d+$/.test(text) ? wholeNumber(text) : recordReference(text)
}

/** Gathers an option that may be given several times. */
export function gather(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}

/** Reads `name=value`, gathered into one group. */
export function gatherPair(text: string, before: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write it as name=value.')
  return { ...before, [name]: value }
}
