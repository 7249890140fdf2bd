import { type Change, ConnectorError } from '@rapport/connector'
import type { ObjectEntity } from './object-description.ts'
import type { Reading } from './reading.ts'
import type { ObjectStreamState } from './stream-state.ts'

/**
 * Holds a stream to the portal that its records came from: what was read from another one would stay beside them for good.
 */
export class PortalBinding {
  readonly #known: number | null
  #isCertain = false

  /** `known` is the portal of the state; null where it is not known yet. */
  constructor(known: number | null) {
    this.#known = known
  }

  /** Tells that the portal shows what was read before, at the same times to the millisecond: it need not be asked for. */
  recognise(): void {
    this.#isCertain = this.#known !== null
  }

  /**
   * Passes changes on once it is certain where they come from. The portal is asked for when there is something to pass on, so
   * a run that finds nothing makes no call for it. Checkpoints are given the portal.
   * @throws ConnectorError of kind `config` where the token belongs to another portal than the known one.
   */
  async *pass<E extends ObjectEntity>(
    reading: Reading<E>,
    changes: AsyncIterable<Change<E, ObjectStreamState>>,
  ): AsyncGenerator<Change<E, ObjectStreamState>> {
    const known = this.#known
    let portal = known
    for await (const change of changes) {
      if (change.type === 'checkpoint') {
        yield { ...change, state: { ...change.state, portal } }
        continue
      }
      if (!this.#isCertain) {
        this.#isCertain = true
        const now = (await reading.account())?.portalId ?? null
        if (known !== null && now !== null && now !== known) throw otherPortal(reading, known, now)
        portal = now ?? known
      }
      yield change
    }
  }
}

function otherPortal(reading: Reading<ObjectEntity>, known: number, now: number): ConnectorError {
  const { connection } = reading.ctx
  return new ConnectorError(
    'config',
    `${connection}: the token belongs to HubSpot portal ${now}, but the ${reading.description.objectType} read so far came from portal ${known} and would stay among its records. Give ${connection} a token of portal ${known}, or add portal ${now} as a connection with a name of its own.`,
  )
}
