/** `https://www.acme.com/shop` → `acme.com`; null where it is no address. */
export function domainOf(website: string | null): string | null {
  if (website === null) return null
  const url = URL.parse(/^[a-z]+:\/\//i.test(website) ? website : `https://${website}`)
  const host = url?.hostname.replace(/^www\./, '') ?? ''
  return host.includes('.') ? host : null
}

/** An ISO 3166-1 code; null where the org writes countries as words. */
export function countryCode(text: string | null): string | null {
  return text !== null && /^[A-Za-z]{2}$/.test(text) ? text.toUpperCase() : null
}

/** The texts that are there, each once. */
export function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))]
}
