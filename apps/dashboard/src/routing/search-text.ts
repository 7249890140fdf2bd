/** What stands after `?` in an address: each name with one text or several. */
export type SearchTexts = Readonly<Record<string, string | readonly string[]>>

/**
 * Reads the part of an address after `?` as plain texts: `segment=new&segment=lost` is a list. The router would take `1` for
 * a number and write texts in quotation marks, in addresses that people read and send each other.
 */
export function parseSearch(text: string): SearchTexts {
  const parameters = new URLSearchParams(text)
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') parameters.append(name, String(one))
    }
  }
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}
