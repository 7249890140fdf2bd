/** What other systems are called in foreign keys, in small letters, with the connections that they stand for. */
export type SystemNames = Readonly<Record<string, string>>

/**
 * The connections that are meant where a record names a system. A connection is meant by its own name; a kind of system, such
 * as `salesforce`, by the only connection of that kind where none is called so. Those that need no looking up are left out.
 *
 * @param connectors the connectors of the connections, by their names
 */
export function systemNames(connectors: Readonly<Record<string, string>>): SystemNames {
  const named = Object.keys(connectors).map((connection) => [connection.toLowerCase(), connection] as const)
  const taken = new Set(named.map(([name]) => name))
  const ofKind = Map.groupBy(Object.keys(connectors), (connection) => connectors[connection] ?? '')
  const onlyOnes = [...ofKind].flatMap(([connector, [connection, ...others]]) =>
    connection === undefined || others.length > 0 || taken.has(connector)
      ? []
      : [[connector, connection] as const],
  )
  const needed = [...named, ...onlyOnes].filter(([name, connection]) => name !== connection)
  return Object.fromEntries(needed.sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** The connection that a system's name in a foreign key stands for. */
export function connectionOf(system: string, names: SystemNames): string {
  const name = system.trim().toLowerCase()
  return names[name] ?? name
}
