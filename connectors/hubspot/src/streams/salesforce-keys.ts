import type { SourceReader } from './object-description.ts'

/**
 * Ids of the same record in Salesforce, by the property that holds them: only where HubSpot's own Salesforce integration is
 * installed, elsewhere the names are ignored. The entities are those that Salesforce's records are read as.
 */
export function salesforceKeys(
  source: SourceReader,
  entityByProperty: Readonly<Record<string, string>>,
): { system: string; entity: string; id: string }[] {
  return Object.entries(entityByProperty).flatMap(([property, entity]) => {
    const id = source.text(property)
    return id === null ? [] : [{ system: 'salesforce', entity, id: wholeId(id) }]
  })
}

const suffixes = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * Salesforce shows ids of 15 characters to people, and of 18 to programs: the last three say which of the others are capitals,
 * five at a time, the first being the lowest bit. What is no id of 15 characters stays as it is.
 */
function wholeId(id: string): string {
  if (!/^[A-Za-z0-9]{15}$/.test(id)) return id
  const suffix = [0, 5, 10].map((start) => {
    const capitals = [...id.slice(start, start + 5)].map((character) => /[A-Z]/.test(character))
    return suffixes[capitals.reduce((bits, capital, at) => bits + (capital ? 2 ** at : 0), 0)] ?? ''
  })
  return id + suffix.join('')
}
