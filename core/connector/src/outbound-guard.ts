import { lookup as systemLookup } from 'node:dns'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import type { OutboundWays } from './context.ts'
import { ConnectorError } from './errors.ts'
import { isPrivateAddress } from './private-addresses.ts'

/** A host leads to this machine or to a private network, where the server does not speak to those. */
export class PrivateAddressError extends ConnectorError {
  constructor(host: string) {
    const { hostname } = new URL(`http://${host}`)
    super(
      'config',
      `${host} is an address of this machine or of a private network, and the server does not speak to those: if it is meant, let the owner write "allowPrivateAddresses: [${hostname}]" into rapport.yaml`,
    )
  }
}

/** The refusal of an address among the causes of an error; null where there is none. */
export function privateAddressIn(error: unknown): PrivateAddressError | null {
  let cause = error
  for (let depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    if (cause instanceof PrivateAddressError) return cause
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause
  }
  return null
}

export interface OutboundGuardOptions {
  /** Hosts that may be private, as names or with their ports. */
  readonly allowed: readonly string[]
  /** How names are resolved. Default: as the system does. */
  readonly lookup?: LookupFunction | undefined
}

/**
 * Keeps requests from private addresses at the moment of connecting: a name that was looked up before may lead elsewhere when it is
 * connected to. Only what is connected to here was looked at, and only what was looked at is connected to.
 */
export class OutboundGuard {
  readonly #allowed: readonly string[]
  readonly #lookup: LookupFunction
  readonly #agents: Agents
  /** For hosts that may be private. */
  readonly #plainAgents: Agents
  #client: ReturnType<typeof clientBy> | null = null

  constructor({ allowed, lookup = systemLookup as LookupFunction }: OutboundGuardOptions) {
    this.#allowed = allowed
    this.#lookup = lookup
    this.#agents = agentsBy(this.#guardedLookup())
    this.#plainAgents = agentsBy(lookup)
  }

  /**
   * What a request is to be sent with, to a host that may be private too: without an agent some clients follow redirects.
   * @throws PrivateAddressError where the host is such an address itself: those are not looked up.
   */
  agentsFor(url: URL): Agents {
    return this.#mayBePrivate(url) ? this.#plainAgents : this.#agents
  }

  /** `fetch` that connects to no address that is refused. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (this.#mayBePrivate(url)) return globalThis.fetch(input, init)
    this.#client ??= clientBy(this.#guardedLookup())
    const { fetch, dispatcher } = await this.#client
    // The same function as Node's own, by its types another one.
    return fetch(url, { ...init, dispatcher } as never) as unknown as Promise<Response>
  }

  /**
   * A connection to a host, made to the first of its addresses that answers. All of them are looked at before one is tried.
   * @throws PrivateAddressError where one is refused; an Error that names the host where none answers in time.
   */
  async connect(host: string, port: number, patienceMs: number): Promise<Socket> {
    const url = new URL(`tcp://${isIP(host) === 6 ? `[${host}]` : host}:${port}`)
    const lookup = this.#mayBePrivate(url) ? this.#lookup : this.#guardedLookup()
    const socket = connect({
      ...{ host, port, lookup, autoSelectFamily: true },
      autoSelectFamilyAttemptTimeout: turnMs,
    })
    return new Promise((resolve, reject) => {
      const fail = (cause: Error): void => {
        socket.destroy()
        reject(privateAddressIn(cause) ?? new Error(`${host}:${port} could not be connected to`, { cause }))
      }
      const late = setTimeout(() => fail(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs)
      socket.once('close', () => clearTimeout(late))
      socket.once('error', fail)
      socket.once('connect', () => {
        clearTimeout(late)
        socket.off('error', fail)
        resolve(socket)
      })
    })
  }

  #mayBePrivate(url: URL): boolean {
    if (this.#allowed.some((allowed) => allowed === url.host || allowed === url.hostname)) return true
    const bare = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(bare) !== 0 && isPrivateAddress(bare)) throw new PrivateAddressError(url.host)
    return false
  }

  #guardedLookup(): LookupFunction {
    return (hostname, options, callback) => {
      this.#lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, '', 0)
        const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]
        const [first] = addresses
        if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address)))
          return callback(new PrivateAddressError(hostname), '', 0)
        if (options.all === true) return callback(null, addresses)
        callback(null, first.address, first.family)
      })
    }
  }
}

type Agents = { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent }

/** A connection that nothing is sent over is given up, in milliseconds. */
const idleMs = 60_000

/** An address that has not answered for so long leaves its turn to the next one, in milliseconds. */
const turnMs = 1_000

function agentsBy(lookup: LookupFunction): Agents {
  const options = { keepAlive: true, timeout: idleMs, lookup }
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) }
}

/** Node's own `fetch` takes no lookup. Loaded where it is needed: it takes 20 MB and a tenth of a second. */
async function clientBy(lookup: LookupFunction) {
  const { Agent, fetch } = await import('undici')
  return { fetch, dispatcher: new Agent({ connect: { lookup } }) }
}

/** The command line, whose user has the machine anyway, connects to whatever is set up. */
const unguarded: OutboundWays = {
  fetch: (input, init) => globalThis.fetch(input, init),
  agentsFor: () => ({}),
}

/** What requests leave by: past the guard, or where there is none to any address. */
export function outboundWays(guard: OutboundGuard | undefined): OutboundWays {
  if (guard === undefined) return unguarded
  return { fetch: guard.fetch, agentsFor: (url) => guard.agentsFor(url) }
}
