import { isIP } from 'node:net'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { digestOf } from './digest.ts'

const windowMs = 15 * 60_000
/** Counts are kept for a day: clocks of processes may differ. */
const keptMs = 24 * 3_600_000

/** So many wrong passwords within a quarter of an hour, from one address for one e-mail, for one e-mail, and from one address. */
const limits = { both: 10, email: 50, address: 200 } as const

/** Who tries to sign in, and from where. */
export interface Attempt {
  readonly email: string
  readonly address: string
}

interface Subjects {
  readonly address: string
  readonly both: string
  readonly email: string
}

function subjectsOf({ email, address }: Attempt): Subjects {
  // Into the field for the e-mail, passwords are typed too: only a digest is kept.
  const named = digestOf(email.toLowerCase()).toString('hex')
  const from = networkOf(address)
  return { address: `address ${from}`, both: `both ${named} ${from}`, email: `email ${named}` }
}

/** The address; of IPv6 the network: whoever has one has all of its addresses. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  // Written in full by the parser, with at most one gap.
  const [before = '', after] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [head, tail] = [groups(before), groups(after ?? '')]
  const gap = after === undefined ? 0 : 8 - head.length - tail.length
  const whole = [...head, ...Array<string>(gap).fill('0'), ...tail]
  // An IPv4 address in the clothes of IPv6 is one machine.
  const isMapped = whole.slice(0, 6).join(':') === '0:0:0:0:0:ffff'
  return isMapped ? whole.join(':') : `${whole.slice(0, 4).join(':')}::/64`
}

/**
 * Counts an attempt before the password is looked at, so that attempts at the same time count too. Returns after how many seconds one may
 * try again, null: at once. The count is the database's: it holds for all processes together. An attempt that one count refuses is not
 * added to the next: or else one address alone could keep a person from signing in anywhere.
 */
export async function countAttempt(db: Database, attempt: Attempt, now: Date): Promise<number | null> {
  await forgetOld(db, now)
  const subjects = subjectsOf(attempt)
  for (const by of ['address', 'both', 'email'] as const) {
    const wait = await countSubject(db, subjects[by], limits[by], now)
    if (wait !== null) return wait
  }
  return null
}

/** So many rows an attempt removes at most: it adds three. */
const mostForgotten = 100

/**
 * Removes counts that no longer count, so that the table does not grow for ever, whether or not anybody signs in well. What another
 * attempt holds at the time is left to the next one.
 */
async function forgetOld(db: Database, now: Date): Promise<void> {
  await sql`
    delete from rapport.sign_in_failure where subject in (
      select subject from rapport.sign_in_failure where last_at < ${new Date(now.getTime() - keptMs)}::timestamptz
      order by last_at limit ${mostForgotten} for update skip locked
    )
  `.execute(db)
}

async function countSubject(db: Database, subject: string, limit: number, now: Date): Promise<number | null> {
  const began = new Date(now.getTime() - windowMs)
  const { rows } = await sql<{ failures: number; firstAt: Date }>`
    insert into rapport.sign_in_failure as held (subject, failures, first_at, last_at)
    values (${subject}, 1, ${now}::timestamptz, ${now}::timestamptz)
    on conflict (subject) do update set
      failures = case when held.first_at < ${began}::timestamptz then 1 else held.failures + 1 end,
      first_at = case when held.first_at < ${began}::timestamptz then ${now}::timestamptz else held.first_at end,
      last_at = ${now}::timestamptz
    returning failures, first_at as "firstAt"
  `.execute(db)
  const [held] = rows
  if (held === undefined || held.failures <= limit) return null
  return Math.max(1, Math.ceil((held.firstAt.getTime() + windowMs - now.getTime()) / 1_000))
}

/** The password was right: what was counted for the e-mail is forgotten, and this attempt does not count for the address. */
export async function forgiveAttempts(db: Database, attempt: Attempt): Promise<void> {
  const { both, email, address } = subjectsOf(attempt)
  await sql`delete from rapport.sign_in_failure where subject in (${both}, ${email})`.execute(db)
  await sql`update rapport.sign_in_failure set failures = failures - 1 where subject = ${address}`.execute(db)
}
