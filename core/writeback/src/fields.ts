import { nearest } from '@rapport/model'
import { writeFields, writeFieldsUnder } from './field-table.ts'
import type { FieldPolicies, WriteEntity, WriteField } from './write-field.ts'

/** A setting asks for a field that does not exist. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError'
}

/**
 * The fields of an entity with these names, in the given order, each once; `policies` where the settings give other ones than usual.
 * @throws UnknownFieldError that names the nearest field where a name is misspelt, or the entities where the field stands on
 * another one.
 */
export function targetFields(
  names: readonly string[],
  entity: WriteEntity,
  policies?: FieldPolicies,
): readonly WriteField[] {
  const fields = policies === undefined ? writeFields : writeFieldsUnder(policies)
  return [...new Set(names)].map((name) => {
    const named = fields.filter((field) => field.name === name)
    const field = named.find(({ entities }) => entities.includes(entity))
    if (field !== undefined) return field
    if (named.length > 0) {
      const others = named.flatMap(({ entities }) => entities).join(' or ')
      throw new UnknownFieldError(
        `the field "${name}" is not written to a ${entity}: take it out of writeBack, or write it to a ${others}`,
      )
    }
    const known = fields.filter(({ entities }) => entities.includes(entity)).map((one) => one.name)
    const meant = nearest(name, known)
    throw new UnknownFieldError(
      `there is no field "${name}" to write${meant === null ? '' : `: did you mean "${meant}"?`} All fields: ${known.join(', ')}`,
    )
  })
}
