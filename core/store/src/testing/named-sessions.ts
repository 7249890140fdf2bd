import pg from 'pg'

/** Sessions of the database, by the names that another process would give them. */
export interface NamedSessions extends AsyncDisposable {
  readonly clients: readonly pg.Client[]
  /** The names of those that the server has not ended. */
  stillOpen(): readonly string[]
}

/** Opens a session for each name; that the server ends one is no error. */
export async function openNamedSessions(url: string, names: readonly string[]): Promise<NamedSessions> {
  const ended = new Set<pg.Client>()
  const clients: pg.Client[] = []
  for (const name of names) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    client.once('end', () => ended.add(client))
    clients.push(client)
    await client.connect()
    await client.query('select set_config($1, $2, false)', ['application_name', name])
  }
  return {
    clients,
    stillOpen: () => names.filter((_, index) => !ended.has(clients[index] as pg.Client)),
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.end().catch(() => {})
    },
  }
}
