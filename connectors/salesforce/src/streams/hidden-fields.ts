import type { FieldChoice } from './source-object.ts'

/**
 * What this user does not see of fields that a source cannot do without, as `Amount`, or `StatusCode or Status` where one of them
 * would be enough.
 * @param mapping the source field of each model field; null: none.
 * @param described what is there, by name.
 */
export function hiddenFields(
  choices: readonly FieldChoice[] | undefined,
  mapping: Readonly<Record<string, string | null>>,
  described: { has(field: string): boolean },
): readonly string[] {
  return (choices ?? []).flatMap((choice) => {
    const fields = [choice]
      .flat()
      .map((name) => (name in mapping ? (mapping[name] ?? null) : name))
      .filter((field) => field !== null)
    return fields.length === 0 || fields.some((field) => described.has(field)) ? [] : [fields.join(' or ')]
  })
}
