import { type Kysely, sql } from 'kysely'

/** Creates the table of an entity of the common model, with the columns that all of them have and `more`. */
export async function createRecordTable(db: Kysely<unknown>, table: string, more = ''): Promise<void> {
  await sql
    .raw(`create table ${table} (
      connection text not null,
      id text not null,
      data jsonb not null,
      raw jsonb,
      hash text not null,
      revision bigint not null,
      modified_at timestamptz,
      deleted_at timestamptz,
      merged_into text,
      first_seen_at timestamptz not null default now(),
      changed_at timestamptz not null default now()${more},
      primary key (connection, id)
    );
    ${withoutStatistics(table, ['data', 'raw'])}
    create index ${table}_revision on ${table} (revision);
    create index ${table}_modified on ${table} (connection, modified_at);`)
    .execute(db)
}

/** No query selects by these wide columns, and sampling them is most of what ANALYZE costs. */
export function withoutStatistics(table: string, columns: readonly string[]): string {
  const changes = columns.map((column) => `alter column "${column}" set statistics 0`)
  return `alter table ${table} ${changes.join(', ')};`
}
