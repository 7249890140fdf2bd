import {
  type DatabaseIntrospector,
  type Kysely,
  PostgresDialect,
  type PostgresDialectConfig,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from 'kysely'

/**
 * Postgres, of which the migrator is shown one schema only. Kysely's own list holds every column of every schema: it grows
 * with the number of workspaces, and fails while another workspace is being removed.
 */
export class WorkspaceDialect extends PostgresDialect {
  readonly #schema: string

  constructor(config: PostgresDialectConfig, schema: string) {
    super(config)
    this.#schema = schema
  }

  override createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    const schema = this.#schema
    return {
      getSchemas: async (): Promise<SchemaMetadata[]> => [{ name: schema }],
      getTables: async (): Promise<TableMetadata[]> => {
        const { rows } = await sql<{ name: string }>`
          select table_class.relname as name from pg_class as table_class
          join pg_namespace as space on space.oid = table_class.relnamespace
          where space.nspname = ${schema} and table_class.relkind = 'r'
        `.execute(db)
        return rows.map(({ name }) => ({ name, schema, isView: false, isForeign: false, columns: [] }))
      },
    }
  }
}
