import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Configuration } from '@rapport/config'
import { type AnyConnector, ConnectorError, isPrivateAddress } from '@rapport/connector'

/** Gives all addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** What is asked of a connection's addresses. */
export interface GuardedConnection {
  readonly name: string
  readonly connector: AnyConnector
  /** The connector's settings, parsed. */
  readonly settings: unknown
}

/**
 * Refuses a connection that would have the server speak to this machine or its networks: whoever may set up connections could otherwise
 * read what only those can. Names are resolved, and each of their addresses counts. `allowPrivateAddresses` lets hosts through.
 * @throws ConnectorError of kind `config` that names the host, and the line that would allow it.
 */
export async function mustBePublic(
  { allowPrivateAddresses }: Pick<Configuration, 'allowPrivateAddresses'>,
  connection: GuardedConnection,
  resolve: Resolve = addressesBy(),
): Promise<void> {
  for (const host of hostsOf(connection)) {
    const { hostname } = new URL(`http://${host}`)
    if (allowPrivateAddresses.some((allowed) => allowed === host || allowed === hostname)) continue
    const bare = hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(bare) === 0 ? await resolve(bare) : [bare]
    if (!addresses.some(isPrivateAddress)) continue
    throw new ConnectorError(
      'config',
      `${connection.name}: ${host} is an address of this machine or of a private network, and the server does not speak to those: if it is meant, let the owner write "allowPrivateAddresses: [${hostname}]" into rapport.yaml`,
    )
  }
}

/** Every host that a connection may speak to: those that its connector names, and those of addresses in its settings. */
function hostsOf({ connector, settings }: GuardedConnection): ReadonlySet<string> {
  const base = connector.baseUrl(settings)
  const written = [...(base === null ? [] : [base]), ...textsIn(settings)]
  const named = written.flatMap((text) => {
    const url = /^https?:/i.test(text) ? URL.parse(text) : null
    return url === null ? [] : [url.host]
  })
  return new Set([...named, ...(connector.hosts?.(settings) ?? [])])
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* textsIn(inner)
}

/** Resolves names by a look-up as sockets do it. A name that has no address is nothing to be refused: the connector tells that it cannot be reached. */
export function addressesBy(lookup: LookupFunction = systemLookup as LookupFunction): Resolve {
  return (host) =>
    new Promise((resolve) => {
      lookup(host, { all: true }, (error, found) => {
        if (error !== null) resolve([])
        else resolve(Array.isArray(found) ? found.map(({ address }) => address) : [found])
      })
    })
}
