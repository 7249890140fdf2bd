import type { AnyConnector } from './connector.ts'
import { ConnectorError } from './errors.ts'
import type { Redactor } from './redaction.ts'

/**
 * Makes URLs of the paths that a connection asks for, below its base URL or on one of its hosts.
 * @returns a function that throws a ConnectorError of kind `config` for an address elsewhere or without encryption.
 */
export function addressCheck(options: {
  readonly connector: AnyConnector
  readonly connection: string
  readonly settings: unknown
  readonly redactor: Redactor
}): (path: string) => URL {
  const { connector, settings, redactor } = options
  const baseUrl = connector.baseUrl(settings)
  const baseProtocol = baseUrl === null ? null : new URL(baseUrl).protocol
  const hosts = new Set([
    ...(baseUrl === null ? [] : [new URL(baseUrl).host]),
    ...(connector.hosts?.(settings) ?? []),
  ])

  const refused = (why: string): ConnectorError =>
    new ConnectorError('config', redactor.redact(`${options.connection}: ${why}`))

  return (path) => {
    const url = URL.parse(path, baseUrl ?? undefined)
    if (url === null) throw refused(`"${path}" is no address: check the connection's base URL`)
    if (!hosts.has(url.host)) {
      throw refused(
        `requests to ${url.host} are not allowed: the connection speaks to ${[...hosts].join(', ')} only`,
      )
    }
    // A link in an answer must not talk the token out of its encryption.
    if (url.protocol !== 'https:' && url.protocol !== baseProtocol) {
      throw refused(
        `requests to ${url.protocol}//${url.host} are not allowed: they must be encrypted (https)`,
      )
    }
    return url
  }
}
