import { type Change, ConnectorError } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { Account } from '../account.ts'
import type { ObjectEntity } from './object-description.ts'
import type { Reading } from './reading.ts'

/** Where changes come from. */
export interface PortalSource {
  /** The connection's name. */
  readonly connection: string
  /** What is read, as the portal calls it. */
  readonly what: string
  /** The portal; null where this token may not ask for it. */
  account(): Promise<Account | null>
}

/** A reading of an object as a source. */
export function sourceOf({ ctx, description, account }: Reading<ObjectEntity>): PortalSource {
  return { connection: ctx.connection, what: description.objectType, account }
}

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
  async *pass<E extends EntityName, State extends { readonly portal: number | null }>(
    source: PortalSource,
    changes: AsyncIterable<Change<E, State>>,
  ): AsyncGenerator<Change<E, State>> {
    const known = this.#known
    let portal = known
    for await (const change of changes) {
      if (change.type === 'checkpoint') {
        yield { ...change, state: { ...change.state, portal } }
        continue
      }
      if (!this.#isCertain) {
        this.#isCertain = true
        const now = (await source.account())?.portalId ?? null
        if (known !== null && now !== null && now !== known) throw otherPortal(source, known, now)
        portal = now ?? known
      }
      yield change
    }
  }
}

function otherPortal({ connection, what }: PortalSource, known: number, now: number): ConnectorError {
  return new ConnectorError(
    'config',
    `${connection}: the token belongs to HubSpot portal ${now}, but the ${what} read so far came from portal ${known} and would stay among its records. Give ${connection} a token of portal ${known}, or add portal ${now} as a connection with a name of its own.`,
  )
}
