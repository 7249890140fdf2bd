import type { FieldValue, FieldValues } from '@rapport/connector'
import type { RecordScore } from './wanted.ts'
import type { WriteField } from './write-field.ts'

/** The fields from the scores of one record: each from the first score that has it, the sentence from the first that says one. */
export function wantedValues(fields: readonly WriteField[], scores: readonly RecordScore[]): FieldValues {
  const newest = new Date(Math.max(...scores.map(({ asOf }) => asOf.getTime()))).toISOString()
  const first = <T>(of: (score: RecordScore) => T | null | undefined): T | null => {
    for (const score of scores) {
      const found = of(score)
      if (found !== null && found !== undefined) return found
    }
    return null
  }
  return Object.fromEntries(
    fields.map(({ name, source }): [string, FieldValue] => {
      if (source === 'asOf') return [name, newest]
      if (source === 'why') return [name, first(({ why }) => why)]
      return [name, first(({ values }) => values[source.value]?.value)]
    }),
  )
}
