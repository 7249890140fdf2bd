import { z } from 'zod'
import { ConnectorError } from './errors.ts'

/** The parts of errors of fetch, of sockets and of axios that tell what happened, and with whom. */
const networkError = z.object({
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  /** Of a name that could not be looked up. */
  hostname: z.string().optional().catch(undefined),
  /** Of a connection that was not made. */
  address: z.string().optional().catch(undefined),
  port: z.number().optional().catch(undefined),
  /** Of a request that axios sent. */
  config: z
    .object({ url: z.url(), method: z.string().default('get') })
    .optional()
    .catch(undefined),
})
type NetworkError = z.infer<typeof networkError>

/** Nobody listened, or no such host: the request never left, so that a write can simply be sent again. */
const neverLeft: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

/** Whom a connection was to be made to, for what an admin is told. */
export interface VendorName {
  readonly name: string
  /** Where the vendor tells of its outages, such as `status.example.com`. */
  readonly statusPage: string
}

/** Whether an error is a failure of fetch, of a socket or of the look-up of a name, and what became of the request. */
export function networkOutcome(error: unknown): 'none' | 'unknown' | null {
  return outcomeOf(chainOf(error))
}

/**
 * Turns a failure of fetch, of a socket or of axios into a ConnectorError that names the call, the host and what to do;
 * undefined for anything else. Its outcome follows the same rule as that of any other vendor's failed connection: `none` where
 * nothing was connected to, else `unknown`.
 */
export function classifyNetworkFailure(
  error: unknown,
  vendor: VendorName,
  operation?: string,
): ConnectorError | undefined {
  const chain = chainOf(error)
  const outcome = outcomeOf(chain)
  if (outcome === null) return undefined
  const codes = chain.flatMap(({ code }) => (code === undefined ? [] : [code]))
  const call = operation ?? callOf(chain)
  const known = [hostOf(chain), codes.at(-1)].filter((part) => part !== undefined).join(', ')
  const message = `the connection to ${vendor.name} failed${known === '' ? '' : ` (${known})`}`
  const advice = `check the network and ${vendor.statusPage}, then run again: it goes on where it stopped`
  return new ConnectorError('transient', `${call === undefined ? '' : `${call}: `}${message}: ${advice}`, {
    cause: error,
    outcome,
  })
}

function outcomeOf(chain: readonly NetworkError[]): 'none' | 'unknown' | null {
  if (!chain.some(isOfNetwork)) return null
  return chain.some(({ code }) => code !== undefined && neverLeft.has(code)) ? 'none' : 'unknown'
}

/** The error and its causes. Where several addresses of one host failed, the first of them stands for all. */
function chainOf(error: unknown): readonly NetworkError[] {
  const chain: NetworkError[] = []
  for (let current = error; current instanceof Error && chain.length < 8; ) {
    chain.push(networkError.parse(current))
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return chain
}

function isOfNetwork({ message, code }: NetworkError): boolean {
  if (message === 'fetch failed' || message === 'terminated') return true
  return code !== undefined && /^(E[A-Z_]+|UND_ERR_\w+)$/.test(code) && !code.startsWith('ERR_')
}

/** `GET /account-info/v3/details`, without the query: it may hold a person's data. */
function callOf(chain: readonly NetworkError[]): string | undefined {
  const sent = chain.find(({ config }) => config !== undefined)?.config
  return sent === undefined ? undefined : `${sent.method.toUpperCase()} ${new URL(sent.url).pathname}`
}

function hostOf(chain: readonly NetworkError[]): string | undefined {
  for (const { config, hostname, address, port } of chain) {
    if (config !== undefined) return new URL(config.url).host
    if (hostname !== undefined) return hostname
    if (address !== undefined) return port === undefined ? address : `${address}:${port}`
  }
  return undefined
}
