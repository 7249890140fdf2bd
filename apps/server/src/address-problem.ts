const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/** Where a server would listen, and under which names it would answer. */
export interface Address {
  readonly host: string
  readonly publicUrl?: string | undefined
  readonly allowedHosts: readonly string[]
}

/**
 * Why a server must not listen as it is asked to; null: it may. Beyond this machine, passwords and cookies travel, so that there has to
 * be a name under which people come, and TLS in front of it unless the network is trusted by name.
 */
export function addressProblem({ host, publicUrl, allowedHosts }: Address): string | null {
  if (publicUrl !== undefined) {
    const url = URL.canParse(publicUrl) ? new URL(publicUrl) : null
    if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash)
      return '--public-url must be an origin alone, such as https://rapport.example.com'
    if (url.protocol === 'http:' && !loopback.test(url.hostname.replace(/^\[|\]$/g, '')))
      return '--public-url must begin with https: passwords would travel in clear; put a proxy with TLS in front (docs/server.md)'
  }
  const wrong = allowedHosts.find((name) => !/^[a-z0-9.-]+$|^\[[0-9a-f:]+\]$/i.test(name))
  if (wrong !== undefined)
    return `--allow-host takes a name without port or path, such as rapport.internal; not "${wrong}"`
  if (loopback.test(host) || publicUrl !== undefined || allowedHosts.length > 0) return null
  return `--host ${host} can be reached from other machines: say under which name people come, with --public-url https://… (a proxy with TLS in front) or, in a network that you trust, --allow-host <name>`
}
