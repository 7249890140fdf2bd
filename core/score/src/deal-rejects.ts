import { type Database, databaseNow, type Reject, setAside } from '@rapport/store'
import { sql } from 'kysely'
import { notACopy } from './deal-copies.ts'
import { plausible } from './transactions.ts'

const rejectsAtOnce = 1_000

function undatedBecause(closedAt: Date | null, now: Date): string {
  if (closedAt === null) return 'it is won but has no close date: enter one'
  const day = closedAt.toISOString().slice(0, 10)
  return closedAt > now
    ? `its close date ${day} lies in the future although it is won: correct it; it counts from then on`
    : `its close date ${day} lies before ${plausible.closedFrom.slice(0, 4)}, so it looks wrong: correct it; until then it counts for nobody`
}

/** Collects deals that cannot be used as they are; those that are in order again are taken off the list at the end. */
export class DealRejects {
  readonly #db: Database
  readonly #changed: readonly number[] | null
  readonly #started: string
  readonly #waiting = new Map<string, Reject[]>()

  private constructor(db: Database, changed: readonly number[] | null, started: string) {
    this.#db = db
    this.#changed = changed
    this.#started = started
  }

  /** Of the customers with these ids; null: of all. */
  static async start(db: Database, changed: readonly number[] | null): Promise<DealRejects> {
    return new DealRejects(db, changed, await databaseNow(db))
  }

  async add(connection: string, dealId: string, reason: string): Promise<void> {
    const list = this.#waiting.get(connection) ?? []
    list.push({ entity: 'deal', recordId: dealId, reason })
    this.#waiting.set(connection, list)
    if (list.length >= rejectsAtOnce) await this.#flush()
  }

  /** Won deals that no moment can be given to, or none that can be right. */
  async addUndated(now: Date): Promise<void> {
    const rows = this.#db
      .selectFrom('deal')
      .select(['connection', 'id', 'closed_at'])
      .where('state', '=', 'won')
      .where('deleted_at', 'is', null)
      .where(notACopy)
      .where((where) =>
        where.or([
          where('closed_at', 'is', null),
          where('closed_at', '>', now),
          where('closed_at', '<', new Date(plausible.closedFrom)),
        ]),
      )
      .stream(rejectsAtOnce)
    for await (const row of rows) {
      await this.add(row.connection, row.id, undatedBecause(row.closed_at, now))
    }
  }

  /** Takes off the list what was looked at and is in order again, or is no won deal any more. */
  async finish(): Promise<void> {
    await this.#flush()
    const lookedAt = sql`
      exists (
        select 1 from deal_party as party
        join identity_link as link
          on link.connection = party.connection and link.entity = party.entity and link.record_id = party.party_id
        where party.connection = reject.connection and party.deal_id = reject.record_id
          and link.customer_id = any(${this.#changed}::bigint[])
      ) or not exists (
        select 1 from deal
        where deal.connection = reject.connection and deal.id = reject.record_id
          and deal.state = 'won' and deal.deleted_at is null
      ) or not exists (
        -- Of a deal that counts for nobody only the date was looked at, and that is looked at every time.
        select 1 from deal_party as party
        where party.connection = reject.connection and party.deal_id = reject.record_id
      )`
    await sql`
      update reject set resolved_at = now()
      where resolved_at is null and stage = 'score' and last_at < ${this.#started}::timestamptz
        ${this.#changed === null ? sql`` : sql`and (${lookedAt})`}
    `.execute(this.#db)
  }

  async #flush(): Promise<void> {
    for (const [connection, rejects] of this.#waiting) await setAside(this.#db, 'score', connection, rejects)
    this.#waiting.clear()
  }
}
