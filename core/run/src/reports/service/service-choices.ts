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

/** More would not be chosen from: the most frequent ones. */
const mostChoices = 500

type Counted = Readonly<
  Record<'connection' | 'agent' | 'team' | 'channel' | 'priority' | 'topic', string | null>
> & {
  readonly tickets: number
}

/** The values that the tickets have, in order of their names. All are counted in one reading of the index. */
export async function serviceChoices(
  db: Database,
  { agents }: Pick<ServiceSlice, 'agents'>,
): Promise<ServiceChoices> {
  const own =
    agents === undefined ? sql`true` : sql`connection || '/agent:' || agent = any(${agents}::text[])`
  const { rows } = await sql<Counted>`
    select connection, agent, team, channel, priority, topic, count(*)::integer as tickets from ticket_metric
    where standing = 'counted' and ${own}
    group by grouping sets ((connection, agent), (connection, team), (channel), (priority), (topic))
  `.execute(db)
  const most = (values: readonly { readonly value: string | null; readonly tickets: number }[]) =>
    values
      .toSorted((left, right) => right.tickets - left.tickets)
      .flatMap(({ value }) => (value === null ? [] : [value]))
      .slice(0, mostChoices)
  const plain = (column: 'channel' | 'priority' | 'topic'): readonly ServiceChoice[] =>
    inOrder(
      most(rows.map((row) => ({ value: row[column], tickets: row.tickets }))).map((value) => ({
        ...{ value, label: value },
      })),
    )
  const named = async (whose: 'agent' | 'team'): Promise<readonly ServiceChoice[]> => {
    const keys = most(
      rows.map((row) => ({
        value: row[whose] === null ? null : `${row.connection}/${row[whose]}`,
        tickets: row.tickets,
      })),
    )
    const names = await groupNames(db, whose, keys)
    return inOrder(keys.map((value) => ({ value, label: names.get(value) ?? value })))
  }
  return {
    agent: await named('agent'),
    team: await named('team'),
    channel: plain('channel'),
    priority: plain('priority'),
    topic: plain('topic'),
  }
}

const inOrder = (choices: readonly ServiceChoice[]): readonly ServiceChoice[] =>
  choices.toSorted((left, right) => (left.label < right.label ? -1 : Number(left.label > right.label)))
