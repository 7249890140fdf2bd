import { nearest } from '@rapport/model'
import { writeFields } from './field-table.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/** A setting asks for a field that does not exist. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError'
}

/**
 * The fields of an entity with these names, in the given order, each once.
 * @throws UnknownFieldError that names the nearest field where a name is misspelt, or the entities where the field stands on
 * another one.
 */
export function targetFields(names: readonly string[], entity: WriteEntity): readonly WriteField[] {
  return [...new Set(names)].map((name) => {
    const named = writeFields.filter((field) => field.name === name)
    const field = named.find(({ entities }) => entities.includes(entity))
    if (field !== undefined) return field
    if (named.length > 0) {
      const others = named.flatMap(({ entities }) => entities).join(' or ')
      throw new UnknownFieldError(
        `the field "${name}" is not written to a ${entity}: take it out of writeBack, or write it to a ${others}`,
      )
    }
    const known = writeFields.filter(({ entities }) => entities.includes(entity)).map((one) => one.name)
    const meant = nearest(name, known)
    throw new UnknownFieldError(
      `there is no field "${name}" to write${meant === null ? '' : `: did you mean "${meant}"?`} All fields: ${known.join(', ')}`,
    )
  })
}
