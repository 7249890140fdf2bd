import { type RawBuilder, sql } from 'kysely'
import type { Database } from './open.ts'

/** A token bucket: at most `capacity` at once, `refillPerMs` from then on. */
export interface Bucket {
  readonly capacity: number
  readonly refillPerMs: number
}

/** A vendor's limit: so many requests per window. */
export interface Limit {
  readonly requests: number
  readonly perMs: number
}

/** The limit in force for an account's budget; null before its first use. */
export async function loadLimit(db: Database, account: string, name: string): Promise<Limit | null> {
  const { rows } = await sql<{ requests: number; per_ms: number }>`
    select requests, per_ms from rapport.budget where account = ${account} and name = ${name}
  `.execute(db)
  const row = rows[0]
  return row === undefined ? null : { requests: row.requests, perMs: row.per_ms }
}

/**
 * Takes one token, in one statement: the row lock makes it atomic over all processes. Returns how long to wait before
 * using it, in milliseconds. Tokens may go below zero: waiting callers queue up behind one another. Where the wait would be longer
 * than `longestWaitMs`, no token is taken.
 */
export async function takeToken(
  db: Database,
  account: string,
  name: string,
  limit: Limit,
  bucket: Bucket,
  longestWaitMs = Number.POSITIVE_INFINITY,
): Promise<number> {
  const left = leftAfterTaking(bucket)
  const { rows } = await sql<{ wait: number }>`
    insert into rapport.budget as held (account, name, requests, per_ms, tokens, updated_at)
    values (${account}, ${name}, ${limit.requests}, ${limit.perMs}, ${bucket.capacity}::float8 - 1, clock_timestamp())
    on conflict (account, name) do update set tokens = ${left}, updated_at = greatest(clock_timestamp(), held.updated_at)
    where ${waitFor(left, bucket)} <= ${longestWaitMs}::float8
    returning ${waitFor(sql`held.tokens`, bucket)} as wait
  `.execute(db)
  return rows[0]?.wait ?? (await waitWithoutTaking(db, account, name, bucket, longestWaitMs))
}

async function waitWithoutTaking(
  db: Database,
  account: string,
  name: string,
  bucket: Bucket,
  longestWaitMs: number,
): Promise<number> {
  const { rows } = await sql<{ wait: number }>`
    select ${waitFor(leftAfterTaking(bucket), bucket)} as wait
    from rapport.budget as held where account = ${account} and name = ${name}
  `.execute(db)
  // Between the two statements the wait may have become short enough. Nothing was taken, so it is still to be asked again.
  return Math.max(rows[0]?.wait ?? 0, longestWaitMs + 1)
}

/** What one more request leaves of the tokens that there are now. */
const leftAfterTaking = ({ capacity, refillPerMs }: Bucket) => sql<number>`(
  least(
    ${capacity}::float8,
    held.tokens + greatest(0, extract(epoch from clock_timestamp() - greatest(held.updated_at, held.blocked_until)) * 1000)
      * ${refillPerMs}::float8
  ) - 1
)`

/** How long a request waits that leaves so many tokens, in milliseconds. */
const waitFor = (left: RawBuilder<unknown>, { refillPerMs }: Bucket) => sql<number>`greatest(
  0,
  -${left} / ${refillPerMs}::float8,
  extract(epoch from held.blocked_until - clock_timestamp()) * 1000 - least(${left}, 0) / ${refillPerMs}::float8
)::float8`

/** Empties a budget for a while, for every process: the vendor said that too much was asked. */
export async function emptyBudget(db: Database, account: string, name: string, forMs: number): Promise<void> {
  await sql`
    update rapport.budget set
      tokens = least(tokens, 0),
      blocked_until = greatest(blocked_until, clock_timestamp() + ${forMs}::float8 * interval '1 millisecond')
    where account = ${account} and name = ${name}
  `.execute(db)
}

/** Stops a budget for a while, for every process, and leaves what is in it: the vendor wants a pause for another reason. */
export async function pauseBudget(db: Database, account: string, name: string, forMs: number): Promise<void> {
  await sql`
    update rapport.budget set
      blocked_until = greatest(blocked_until, clock_timestamp() + ${forMs}::float8 * interval '1 millisecond')
    where account = ${account} and name = ${name}
  `.execute(db)
}

/**
 * Keeps the limit and what is left of it, as live headers say; where they do not say what is left, what they last said stays, with
 * its time. A budget that nobody has spent from yet, and that the vendor counts all the same, is full.
 */
export async function correctBudget(
  db: Database,
  account: string,
  name: string,
  limit: Limit,
  remaining: number | null,
): Promise<void> {
  const { requests, perMs } = limit
  await sql`
    insert into rapport.budget as held (account, name, requests, per_ms, tokens, updated_at, remaining, remaining_at)
    values (
      ${account}, ${name}, ${requests}, ${perMs}, ${requests}, clock_timestamp(), ${remaining}::float8,
      case when ${remaining}::float8 is not null then clock_timestamp() end
    )
    on conflict (account, name) do update set
      requests = excluded.requests,
      per_ms = excluded.per_ms,
      remaining = coalesce(excluded.remaining, held.remaining),
      remaining_at = coalesce(excluded.remaining_at, held.remaining_at)
  `.execute(db)
}
