import {
  type EntityName,
  entityNames,
  formatReference,
  nearest,
  type RecordReference,
  type SoughtRecord,
} from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import { CommandError, UsageError } from './command-error.ts'
import { commandName } from './command-name.ts'

/**
 * The record that is meant. Where the connection was left out, the one connection that has such a record; one that has it no
 * more counts only where no other has it still.
 * @throws CommandError where none has it, or several: those are listed.
 */
export async function findRecord(db: Database, sought: SoughtRecord): Promise<RecordReference> {
  if (sought.connection !== null) return sought
  const { id } = sought
  const entity = knownEntity(sought.entity)
  const { rows } = await sql<{ connection: string; lives: boolean }>`
    select connection, deleted_at is null as lives from ${sql.table(tableOf(entity))} where id = ${id} order by connection
  `.execute(db)
  const living = rows.filter(({ lives }) => lives)
  const candidates = (living.length > 0 ? living : rows).map(({ connection }) => ({ connection, entity, id }))
  const [only, another] = candidates
  if (only === undefined) {
    throw new CommandError(
      `no connection has ${entity}:${id}: check the spelling, or run "${commandName} sync" first`,
    )
  }
  if (another !== undefined) {
    throw new UsageError(
      `several connections have ${entity}:${id}: write ${candidates.map(formatReference).join(' or ')}`,
    )
  }
  return only
}

function knownEntity(name: string): EntityName {
  const entity = entityNames.find((known) => known === name)
  if (entity !== undefined) return entity
  const meant = nearest(name, entityNames)
  throw new UsageError(
    `there are no records "${name}"${meant === null ? `: there are ${entityNames.join(', ')}` : `: did you mean "${meant}"?`}`,
  )
}
