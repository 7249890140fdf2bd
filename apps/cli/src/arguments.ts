import { parseReference, type RecordReference } from '@rapport/model'
import { InvalidArgumentError } from 'commander'

/** Reads a whole number from 1, such as the number of a plan. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.')
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

/** Reads whole numbers from 1, one argument after the other. */
export function wholeNumbers(text: string, before: readonly number[] | undefined): number[] {
  return [...(before ?? []), wholeNumber(text)]
}

/** What can be reverted or released. */
export type RevertSubject =
  | { readonly plan: number }
  | { readonly record: RecordReference }
  | { readonly connection: string }

/** Reads the number of a plan, a record, or the name of a connection. */
export function revertSubject(text: string): RevertSubject {
  if (/^\d+$/.test(text)) return { plan: wholeNumber(text) }
  return text.includes('/') ? { record: recordReference(text) } : { connection: text }
}

/** Gathers an option that may be given several times. */
export function gather(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}

/** Reads `name=value`, gathered into one group. */
export function gatherPair(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write it as name=value.')
  return { ...before, [name]: value }
}
