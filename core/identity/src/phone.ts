import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/**
 * A phone number as it is compared: E.164, with its extension as RFC 3966 writes it, because people behind one switchboard
 * are not one person.
 * @param countries ISO 3166-1 alpha-2 codes for a number written without one; the first that is a country counts.
 * @returns null where the text is no number that exists in its country's plan.
 */
export function phoneKey(text: string, countries: readonly (string | null)[]): string | null {
  const number = parsePhoneNumberFromString(text, firstCountry(countries))
  if (number === undefined || !number.isValid()) return null
  return number.ext ? `${number.number};ext=${number.ext}` : number.number
}

function firstCountry(countries: readonly (string | null)[]): CountryCode | undefined {
  for (const country of countries) {
    const code = country?.trim().toUpperCase()
    if (code !== undefined && isSupportedCountry(code)) return code
  }
  return undefined
}
