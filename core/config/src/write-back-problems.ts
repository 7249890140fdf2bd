import { nearest } from '@rapport/model'
import { reportUnknownName } from './connection-problems.ts'
import type { ConnectorDescription } from './connector-description.ts'
import { groupOf } from './plain-data.ts'
import type { ProblemList } from './problem-list.ts'

const entities = ['contact', 'company', 'ticket'] as const

/** A field that can be written back. */
export interface WritableField {
  readonly name: string
  readonly entities: readonly string[]
}

interface WriteBackContext {
  readonly connectors: readonly ConnectorDescription[]
  readonly writableFields: readonly WritableField[]
}

/**
 * Checks what is written where: the connection exists, its connector can write there, and the entity is the one that a
 * customer is, or a ticket. A value of a customer has no place on a record of the other level.
 */
export function checkWriteBack(
  data: unknown,
  { connectors, writableFields }: WriteBackContext,
  problems: ProblemList,
): void {
  const root = groupOf(data)
  const connections = groupOf(root.connections)
  const customer = root.customer ?? 'contact'
  for (const [name, content] of Object.entries(groupOf(root.writeBack))) {
    const path = ['writeBack', name]
    if (!Object.hasOwn(connections, name)) {
      const meant = nearest(name, Object.keys(connections))
      problems.atKey(
        path,
        `there is no connection "${name}"`,
        meant === null ? 'name one of connections, or remove it' : `did you mean "${meant}"?`,
      )
    }
    const connector = connectors.find(({ id }) => id === groupOf(connections[name]).connector)
    const written = groupOf(content)
    for (const entity of entities.filter((one) => Object.hasOwn(written, one))) {
      if (isOtherLevel(entity, customer)) {
        problems.atKey(
          [...path, entity],
          `a customer is a ${customer} here, so values can be written to the ${customer} only`,
          `write "${customer}" in place of "${entity}", or set customer: ${entity}`,
        )
      } else if (connector !== undefined && !connector.targets.some((target) => target.entity === entity)) {
        problems.atKey(
          [...path, entity],
          `${connector.title} has no ${entity} to write to`,
          'remove the line',
        )
      }
      const known = writableFields.filter(({ entities }) => entities.includes(entity)).map(({ name }) => name)
      const fields: unknown = written[entity]
      for (const [index, field] of (Array.isArray(fields) ? fields : []).entries()) {
        if (typeof field !== 'string' || known.includes(field)) continue
        reportUnknownName([...path, entity, index], `field of a ${entity}`, field, known, problems)
      }
    }
  }
}

function isOtherLevel(entity: (typeof entities)[number], customer: unknown): boolean {
  if (customer !== 'contact' && customer !== 'company') return false
  return entity !== 'ticket' && entity !== customer
}
