/** More records of one customer are not told in a line. */
const RECORDS_SHOWN = 3

/** A customer in one line: the name, and the records it is made of. */
export function customerText(name: string | null, records: readonly string[]): string {
  const shown = records.slice(0, RECORDS_SHOWN)
  const more = records.length - shown.length
  const all = [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')
  return name === null ? all : `${name} (${all})`
}
