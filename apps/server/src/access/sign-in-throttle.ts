import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { digestOf } from './digest.ts'

const windowMs = 15 * 60_000

/** So many wrong passwords within a quarter of an hour, from one address for one e-mail, for one e-mail, and from one address. */
const limits = { both: 10, email: 50, address: 200 } as const

/** Who tries to sign in, and from where. */
export interface Attempt {
  readonly email: string
  readonly address: string
}

const subjectsOf = ({ email, address }: Attempt): readonly { subject: string; limit: number }[] => {
  // Into the field for the e-mail, passwords are typed too: only a digest is kept.
  const named = digestOf(email.toLowerCase()).toString('hex')
  return [
    { subject: `both ${named} ${address}`, limit: limits.both },
    { subject: `email ${named}`, limit: limits.email },
    { subject: `address ${address}`, limit: limits.address },
  ]
}

/**
 * Counts an attempt before the password is looked at, so that attempts at the same time count too. Returns after how many seconds one may
 * try again, null: at once. The count is the database's: it holds for all processes together.
 */
export async function countAttempt(db: Database, attempt: Attempt, now: Date): Promise<number | null> {
  const subjects = subjectsOf(attempt)
  const began = new Date(now.getTime() - windowMs)
  const { rows } = await sql<{ subject: string; failures: number; firstAt: Date }>`
    insert into rapport.sign_in_failure as held (subject, failures, first_at, last_at)
    select subject, 1, ${now}::timestamptz, ${now}::timestamptz from unnest(${subjects.map(({ subject }) => subject)}::text[]) as subject
    order by subject
    on conflict (subject) do update set
      failures = case when held.first_at < ${began}::timestamptz then 1 else held.failures + 1 end,
      first_at = case when held.first_at < ${began}::timestamptz then ${now}::timestamptz else held.first_at end,
      last_at = ${now}::timestamptz
    returning subject, failures, first_at as "firstAt"
  `.execute(db)
  const waits = rows.flatMap(({ subject, failures, firstAt }) => {
    const limit = subjects.find((one) => one.subject === subject)?.limit ?? 0
    return failures > limit ? [firstAt.getTime() + windowMs - now.getTime()] : []
  })
  return waits.length === 0 ? null : Math.max(1, Math.ceil(Math.max(...waits) / 1_000))
}

/** The password was right: what was counted for the e-mail is forgotten, and this attempt does not count for the address. */
export async function forgiveAttempts(db: Database, attempt: Attempt, now: Date): Promise<void> {
  const [both, email, address] = subjectsOf(attempt).map(({ subject }) => subject)
  await sql`
    delete from rapport.sign_in_failure
    where subject in (${both}, ${email}) or last_at < ${new Date(now.getTime() - 24 * 3_600_000)}::timestamptz
  `.execute(db)
  await sql`update rapport.sign_in_failure set failures = failures - 1 where subject = ${address}`.execute(db)
}
