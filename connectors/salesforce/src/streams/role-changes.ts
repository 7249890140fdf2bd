import { createHash } from 'node:crypto'
import type { EntityName, Instant } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'
import { countRows, queryPage, type Row, type RowPage } from '../query.ts'
import { quoted, select } from '../soql.ts'
import { later, shift, toInstant } from '../values.ts'
import { hiddenRoleField, roleObject as object, roleFields } from './contact-roles.ts'
import { deletionsSince } from './deletions.ts'
import { overlapMs } from './overlap.ts'
import { withAgain } from './read-again.ts'
import type { Reading } from './reading.ts'
import type { Outside } from './source-object.ts'
import type { RoleState, SourceState } from './source-state.ts'

/** How often all sales are read because roles have gone. */
const everyMs = 86_400_000
/** Ids asked for with one call: more of them would not fit into the address of a query. */
const idsPerCall = 400

const unseen: RoleState = {
  newest: null,
  seen: '',
  from: null,
  deletedUntil: null,
  hasGone: false,
  allReadAt: null,
}

/**
 * Looks for people of sales that came, changed or went: the sale's own modified time does not move with them. Looked for where a
 * role decides whose a sale is. Of a role that was deleted, Salesforce's log gives the id and nothing gives the sale: all sales are
 * read again for that, once a day at most.
 */
export const roleChanges: Outside = {
  objects: [object],
  asked: (reading, { roles }, now) => {
    if (!isWatched(reading) || roles === null) return []
    const { ctx } = reading
    const log = logOf(ctx, roles, now)
    return [paths.query(ctx.settings, newestQuery(roles), 'live'), ...(log === null ? [] : [log.path])]
  },
  look: async (reading, state, now) => {
    const { ctx } = reading
    // While they are hidden, no sale is read either.
    if (!isWatched(reading) || (await hiddenRoleField(ctx)) !== null) return state
    return lookForGone(reading, await lookForChanged(reading, state), now)
  },
}

function isWatched({ selection }: Reading<EntityName>): boolean {
  return selection.associationLabel !== null
}

/** The newest first, from some moments before the last look on. Without a limit: the answer then says how many there are. */
function newestQuery({ newest }: RoleState): string {
  return select({
    fields: ['Id', 'OpportunityId', ...roleFields, 'SystemModstamp'],
    from: object,
    where: newest === null ? [] : [`SystemModstamp >= ${shift(newest, -overlapMs)}`],
    orderBy: 'SystemModstamp DESC, Id DESC',
  })
}

async function lookForChanged(reading: Reading<EntityName>, state: SourceState): Promise<SourceState> {
  const { ctx } = reading
  const before = state.roles ?? unseen
  const page = await queryPage(ctx, `look for changes of ${object}`, newestQuery(before))
  const [first] = page.rows
  const newest = first === undefined ? before.newest : stampOf(first)
  const seen = newest === null ? '' : await seenUpTo(ctx, page, newest, newest === before.newest)
  if (state.roles !== null && newest === before.newest && seen === before.seen) return state
  const changed = await changedFrom(ctx, page, before)
  const { roles: pending, ...others } = state.again
  // What was left to be read before is read along, and it is asked for by one range of times.
  const from = pending === undefined ? changed : earlier(before.from, changed)
  const found: SourceState = { ...state, roles: { ...before, newest, seen, from } }
  const since = from === null ? '' : ` WHERE SystemModstamp >= ${from}`
  const condition = `Id IN (SELECT OpportunityId FROM ${object}${since})`
  return withAgain(reading, { ...found, again: others }, 'roles', condition)
}

/** The earlier one; null is before all others. */
function earlier(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return null
  return later(one, other) === one ? other : one
}

/**
 * The first moment in which roles may have changed since the last look: that of the newest known one, unless one came late; null
 * where none was known, so that all count.
 */
async function changedFrom(
  ctx: SalesforceContext,
  { rows, total }: RowPage,
  { newest, seen }: RoleState,
): Promise<Instant | null> {
  if (newest === null) return null
  const known = rows.filter((row) => stampOf(row) <= newest)
  const areSame =
    rows.length >= total && (await seenUpTo(ctx, { rows: known, total: known.length }, newest, true)) === seen
  return shift(newest, areSame ? 1_000 : -overlapMs)
}

/** A digest of the roles of the moments before the newest one. */
async function seenUpTo(
  ctx: SalesforceContext,
  { rows, total }: RowPage,
  newest: Instant,
  areSameMoments: boolean,
): Promise<string> {
  const oldest = shift(newest, -overlapMs)
  const recent = rows.filter((row) => stampOf(row) >= oldest)
  const areAll = rows.length >= total || recent.length < rows.length
  const counted = areAll ? recent.length : areSameMoments ? total : await countSince(ctx, oldest)
  return digest([counted, recent])
}

function countSince(ctx: SalesforceContext, oldest: Instant): Promise<number> {
  return countRows(ctx, object, [`SystemModstamp >= ${oldest}`], 'live')
}

async function lookForGone(
  reading: Reading<EntityName>,
  state: SourceState,
  now: Instant | null,
): Promise<SourceState> {
  const { ctx } = reading
  const { roles } = state
  if (roles === null || now === null) return state
  const log = logOf(ctx, roles, now)
  if (log === null) return { ...state, roles: { ...roles, deletedUntil: now } }
  const read = await log.read()
  const ids = (read?.deleted ?? []).flatMap(({ id, at }) =>
    at === undefined || at >= (roles.deletedUntil ?? at) ? [id] : [],
  )
  // Where the log begins after the last look, some may have. Where there is none, nothing tells of any.
  const isGap = read !== null && roles.deletedUntil !== null && read.from > roles.deletedUntil
  const hasGone = roles.hasGone || isGap || (await isAnyUnknown(ctx, ids))
  const deletedUntil =
    read === null ? roles.deletedUntil : later(read.until, roles.deletedUntil ?? read.until)
  const looked: SourceState = { ...state, roles: { ...roles, deletedUntil, hasGone } }
  const isDue = roles.allReadAt === null || Date.parse(now) - Date.parse(roles.allReadAt) >= everyMs
  if (!hasGone || !isDue || looked.roles === null) return looked
  const all = { ...looked, roles: { ...looked.roles, hasGone: false, allReadAt: now } }
  return withAgain(reading, all, 'goneRoles', null)
}

function logOf(ctx: SalesforceContext, { deletedUntil }: RoleState, now: Instant | null) {
  return deletedUntil === null || now === null ? null : deletionsSince(ctx, object, deletedUntil, now)
}

/** Whether a role is among these that went alone. Those that went with their sale can be seen in the recycle bin, beside it. */
async function isAnyUnknown(ctx: SalesforceContext, ids: readonly string[]): Promise<boolean> {
  for (let start = 0; start < ids.length; start += idsPerCall) {
    const part = ids.slice(start, start + idsPerCall)
    const known = await countRows(ctx, object, [`Id IN (${part.map(quoted).join(',')})`], 'all')
    if (known < part.length) return true
  }
  return false
}

function stampOf(row: Row): Instant {
  const at = toInstant(String(row.SystemModstamp))
  if (at === undefined) throw new Error(`${object} ${row.Id} has the modified time "${row.SystemModstamp}"`)
  return at
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16)
}
