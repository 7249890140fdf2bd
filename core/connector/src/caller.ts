import pRetry, { AbortError } from 'p-retry'
import type { BudgetSpecification, Budgets } from './budgets.ts'
import type { AnyConnector } from './connector.ts'
import type { Access, CallOptions, ConnectorContext } from './context.ts'
import { type Credentials, credentialsFor } from './credentials.ts'
import { ConnectorError, isRetryable } from './errors.ts'
import { type OutboundGuard, outboundWays, privateAddressIn } from './outbound-guard.ts'
import type { Redactor } from './redaction.ts'
import { safeCause } from './safe-cause.ts'
import { classifyUnknown, defaultTimeoutMs, timedOut } from './unclassified.ts'
import { abortable, sleep } from './waiting.ts'

/** One finished call, for counting and logs. Holds no secret and no content. */
export interface CallRecord {
  readonly connection: string
  readonly operation: string
  readonly budget: string
  readonly effect: 'read' | 'write'
  readonly attempt: number
  readonly outcome: 'ok' | ConnectorError['kind']
  readonly ms: number
}

/** What is needed to call a vendor. */
export interface CallerOptions {
  readonly connector: AnyConnector
  readonly connection: string
  readonly credentials: Credentials
  readonly budgets: Budgets
  readonly redactor: Redactor
  readonly signal: AbortSignal
  readonly onCall?: (call: CallRecord) => void
  /** Asked right before a write leaves, when its turn has come: it does not leave where this throws. */
  readonly beforeWrite?: (() => Promise<void>) | undefined
  /** Where given, no private address is connected to that it does not let through. */
  readonly guard?: OutboundGuard | undefined
  /** Attempts per call, the first included. Default 6. */
  readonly attempts?: number
  /** First pause between attempts, doubled each time up to 32 s. Default 500 ms. */
  readonly retryBaseMs?: number
  /** Longest wait for a rate limit before the run gives up and says when to come back. Default 2 minutes. */
  readonly longestWaitMs?: number
}

type Perform<T> = (access: Access) => Promise<T>

/**
 * What makes the calls of one connection: each is signed, waits for its budget, has a time limit, is tried again where that
 * can help and does no harm, and is recorded. Errors come out classified, named and redacted.
 */
export function createCaller(options: CallerOptions): ConnectorContext['call'] {
  const { connector, redactor } = options
  const longestWaitMs = options.longestWaitMs ?? 120_000
  const { guard } = options
  const ways = outboundWays(guard)

  const specificationOf = (name: string): BudgetSpecification => {
    const found = connector.budgets.find((budget) => budget.name === name)
    if (found !== undefined) return found
    const known = connector.budgets.map((budget) => budget.name).join(', ') || 'none'
    throw new Error(`connector ${connector.id} declares no budget "${name}" (there: ${known})`)
  }

  const observe = (headers: Readonly<Record<string, string>>): void => {
    for (const reading of connector.readLimits?.(headers) ?? []) {
      if (!isUsable(reading.requests) || !isUsable(reading.perMs)) continue
      // A correction that fails must not fail the call: the next answer brings another.
      options.budgets.observe(specificationOf(reading.budget), reading).catch(() => {})
    }
  }

  const classify = (error: unknown, call: CallOptions): ConnectorError => {
    // A connector takes it for a failure of the network.
    const refused = privateAddressIn(error)
    const known =
      refused ??
      (error instanceof ConnectorError
        ? error
        : (connector.classify?.(error) ?? classifyUnknown(error, call.operation, Date.now())))
    const withName = known.message.startsWith(options.connection)
      ? known.message
      : `${options.connection}: ${known.message}`
    return new ConnectorError(known.kind, redactor.redact(withName), {
      cause: safeCause(known.cause, redactor),
      outcome: known.outcome,
      ...(known.retryAfterMs === null ? {} : { retryAfterMs: known.retryAfterMs }),
      ...(known.status === null ? {} : { status: known.status }),
    })
  }

  /** Waits for the budget. A wait beyond the longest ends the call, which then has taken nothing: nobody waits for an hour without a word. */
  async function takeTurn(call: CallOptions, specification: BudgetSpecification): Promise<void> {
    const wait = await options.budgets.take(specification, longestWaitMs)
    options.signal.throwIfAborted()
    if (wait > longestWaitMs) throw classify(tooLong(call, wait), call)
    await sleep(wait, options.signal)
  }

  /** One request: its turn, its time limit, its record. */
  async function send<T>(call: CallOptions, number: number, token: string, perform: Perform<T>): Promise<T> {
    const specification = specificationOf(call.budget)
    await takeTurn(call, specification)
    if (call.effect === 'write') await options.beforeWrite?.()
    const timeout = AbortSignal.timeout(call.timeoutMs ?? defaultTimeoutMs)
    const signal = AbortSignal.any([options.signal, timeout])
    const started = performance.now()
    const record = (outcome: CallRecord['outcome']): void =>
      options.onCall?.({
        connection: options.connection,
        operation: redactor.redact(call.operation),
        budget: call.budget,
        effect: call.effect,
        attempt: number,
        outcome,
        ms: performance.now() - started,
      })
    let result: T
    try {
      result = await abortable(perform({ token, signal, observe, ...ways }), signal)
    } catch (error) {
      options.signal.throwIfAborted()
      const failure = classify(timeout.aborted ? timedOut(call, error) : error, call)
      record(failure.kind)
      // Asked to come back later, by a 429 or by a 503 that says when: nobody asks before.
      if (failure.kind === 'rate' || failure.retryAfterMs !== null) {
        await options.budgets.exhaust(specification, failure.retryAfterMs ?? specification.perMs)
      }
      throw failure
    }
    record('ok')
    return result
  }

  const credentialsOf = (call: CallOptions): Credentials => {
    try {
      return credentialsFor(options.credentials, call.signedBy)
    } catch (error) {
      throw classify(error, call)
    }
  }

  /** A sign-in that fails is an error like any other: classified, named, redacted. */
  async function signedIn(call: CallOptions, token: Promise<string>): Promise<string> {
    try {
      return await abortable(token, options.signal)
    } catch (error) {
      options.signal.throwIfAborted()
      throw classify(error, call)
    }
  }

  /** A token that the vendor refuses is renewed once; a second refusal is final. */
  async function attempt<T>(call: CallOptions, number: number, perform: Perform<T>): Promise<T> {
    options.signal.throwIfAborted()
    const credentials = credentialsOf(call)
    const token = await signedIn(call, credentials.token())
    try {
      return await send(call, number, token, perform)
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'auth' || error.status !== 401) throw error
      const renewed = await signedIn(call, credentials.refresh(token))
      if (renewed === token) throw error
      return await send(call, number, renewed, perform)
    }
  }

  async function call<T>(what: CallOptions, perform: Perform<T>): Promise<T> {
    return pRetry(
      async (number) => {
        try {
          return await attempt(what, number, perform)
        } catch (error) {
          if (!isRetryable(error)) throw new AbortError(error instanceof Error ? error : String(error))
          if (what.effect === 'write' && error.outcome === 'unknown') throw new AbortError(error)
          if ((error.retryAfterMs ?? 0) > longestWaitMs) throw new AbortError(error)
          throw error
        }
      },
      {
        retries: (options.attempts ?? 6) - 1,
        minTimeout: options.retryBaseMs ?? 500,
        maxTimeout: 32_000,
        factor: 2,
        randomize: true,
        signal: options.signal,
      },
    )
  }

  return call
}

/** A limit of nothing, or one that is not a number, cannot be kept: what was known stays in force. */
function isUsable(value: number | undefined): boolean {
  return value === undefined || (Number.isFinite(value) && value > 0)
}

function tooLong(call: CallOptions, waitMs: number): ConnectorError {
  const minutes = Math.ceil(waitMs / 60_000)
  return new ConnectorError(
    'rate',
    `${call.operation}: the budget "${call.budget}" is used up: run again in ${minutes} min`,
    { retryAfterMs: waitMs },
  )
}
