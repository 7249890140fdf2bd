import type { ConnectorContext } from '@rapport/connector'
import type { SalesforceSettings } from './settings.ts'

/** A call ends with its answer; a download goes on at the pace of its reader, who may make calls meanwhile. */
export type RequestKind = 'call' | 'download'

interface Waiting {
  readonly kind: RequestKind
  readonly most: number
  readonly start: () => void
}

/** The requests of this process to one org that are under way, and those that wait until there are fewer. */
class OrgRequests {
  readonly #running = { call: 0, download: 0 }
  #waiting: readonly Waiting[] = []

  get isIdle(): boolean {
    return this.#running.call + this.#running.download + this.#waiting.length === 0
  }

  /** @returns what ends the request. */
  async begin(kind: RequestKind, most: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        reject(signal.reason)
      }
      const waiting: Waiting = {
        kind,
        most,
        start: () => {
          signal.removeEventListener('abort', giveUp)
          resolve()
        },
      }
      signal.addEventListener('abort', giveUp, { once: true })
      this.#waiting = [...this.#waiting, waiting]
      this.#startNext()
    })
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#running[kind] -= 1
      this.#startNext()
    }
  }

  #startNext(): void {
    for (;;) {
      const next = this.#waiting.find((waiting) => this.#mayStart(waiting))
      if (next === undefined) return
      this.#waiting = this.#waiting.filter((other) => other !== next)
      this.#running[next.kind] += 1
      next.start()
    }
  }

  /** Half is left to calls: a download may wait for one of them, and none of them waits for a download. */
  #mayStart({ kind, most }: Waiting): boolean {
    if (this.#running.call + this.#running.download >= most) return false
    return kind === 'call' || this.#running.download < Math.floor(most / 2)
  }
}

/** By org, whatever connection or run asks. */
const requestsOfOrgs = new Map<string, OrgRequests>()

/**
 * Waits until a request may be made without more of them being under way to the org than the settings allow. Salesforce takes no
 * request at all while 25 (5 in trial and developer orgs) have been running for 20 seconds, and nobody knows beforehand which will.
 * @returns what must be called once the request is over.
 */
export async function beginRequest(
  { settings, signal }: Pick<ConnectorContext<SalesforceSettings>, 'settings' | 'signal'>,
  kind: RequestKind,
): Promise<() => void> {
  const { instanceUrl, concurrentRequests } = settings
  const requests = requestsOfOrgs.get(instanceUrl) ?? new OrgRequests()
  requestsOfOrgs.set(instanceUrl, requests)
  const forgetIdle = (): void => {
    if (requests.isIdle) requestsOfOrgs.delete(instanceUrl)
  }
  try {
    const end = await requests.begin(kind, concurrentRequests, signal)
    return () => {
      end()
      forgetIdle()
    }
  } catch (error) {
    forgetIdle()
    throw error
  }
}
