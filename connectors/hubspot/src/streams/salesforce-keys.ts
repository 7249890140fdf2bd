import type { SourceReader } from './object-description.ts'

/** Ids of the same record in Salesforce, by the property that holds them. */
export function salesforceKeys(
  source: SourceReader,
  entityByProperty: Readonly<Record<string, string>>,
): { system: string; entity: string; id: string }[] {
  return Object.entries(entityByProperty).flatMap(([property, entity]) => {
    const id = source.text(property)
    return id === null ? [] : [{ system: 'salesforce', entity, id }]
  })
}
