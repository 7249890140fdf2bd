import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { groupNames } from '../named-groups.ts'
import type { ServiceSlice } from './service-slice.ts'

/** A value that tickets can be chosen by, and what people call it. */
export interface ServiceChoice {
  readonly value: string
  readonly label: string
}

/** By what tickets can be chosen. */
export type ServiceChoices = Readonly<
  Record<'agent' | 'team' | 'channel' | 'priority' | 'topic', readonly ServiceChoice[]>
>

/** More would not be chosen from. */
const mostChoices = 500

/** The values that the tickets have, the most frequent first cut and then in order of their names. */
export async function serviceChoices(
  db: Database,
  { agents }: Pick<ServiceSlice, 'agents'>,
): Promise<ServiceChoices> {
  const own =
    agents === undefined ? sql`true` : sql`connection || '/agent:' || agent = any(${agents}::text[])`
  const values = async (value: ReturnType<typeof sql>): Promise<readonly string[]> => {
    const { rows } = await sql<{ value: string }>`
      select ${value} as value from ticket_metric where standing = 'counted' and ${value} is not null and ${own}
      group by 1 order by count(*) desc, 1 limit ${mostChoices}
    `.execute(db)
    return rows.map((row) => row.value)
  }
  const named = async (whose: 'agent' | 'team'): Promise<readonly ServiceChoice[]> => {
    const keys = await values(sql`connection || '/' || ${sql.ref(whose)}`)
    const names = await groupNames(db, whose, keys)
    return inOrder(keys.map((value) => ({ value, label: names.get(value) ?? value })))
  }
  const plain = async (column: 'channel' | 'priority' | 'topic'): Promise<readonly ServiceChoice[]> =>
    inOrder((await values(sql.ref(column))).map((value) => ({ value, label: value })))
  return {
    agent: await named('agent'),
    team: await named('team'),
    channel: await plain('channel'),
    priority: await plain('priority'),
    topic: await plain('topic'),
  }
}

const inOrder = (choices: readonly ServiceChoice[]): readonly ServiceChoice[] =>
  choices.toSorted((left, right) => (left.label < right.label ? -1 : Number(left.label > right.label)))
