import { nearest } from '@rapport/model'
import { writeFields } from './field-table.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

const byName = new Map(writeFields.map((field) => [field.name, field]))

/** A setting asks for a field that does not exist. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError'
}

/**
 * The fields of these names, in the given order, each once.
 * @throws UnknownFieldError that names the nearest field where a name is misspelt, or the entities where the field stands on
 * another one.
 */
export function targetFields(names: readonly string[], entity?: WriteEntity): readonly WriteField[] {
  return [...new Set(names)].map((name) => {
    const field = byName.get(name)
    if (field === undefined) {
      const meant = nearest(name, byName.keys())
      throw new UnknownFieldError(
        `there is no field "${name}" to write${meant === null ? '' : `: did you mean "${meant}"?`} All fields: ${[...byName.keys()].join(', ')}`,
      )
    }
    if (entity !== undefined && !field.entities.includes(entity)) {
      throw new UnknownFieldError(
        `the field "${name}" is not written to a ${entity}: take it out of writeBack, or write it to a ${field.entities.join(' or ')}`,
      )
    }
    return field
  })
}
