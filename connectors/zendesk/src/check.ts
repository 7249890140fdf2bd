import {
  type Attempt,
  attempt,
  type CheckResult,
  checkLine,
  type FieldSelections,
  notTried,
} from '@rapport/connector'
import { nearest } from '@rapport/model'
import { z } from 'zod'
import { type User, user } from './agents-of-today.ts'
import type { ZendeskContext } from './context.ts'
import { readList } from './lists.ts'
import { baseUrlOf } from './settings.ts'
import { zendeskId } from './values.ts'

const me = z.object({ user })
const exportSample = z.object({ tickets: z.array(z.unknown()) })
const anything = z.looseObject({})

/**
 * Each line stands alone: one that fails says what to do, and the others are still tried. Only where Zendesk is not reached or
 * refuses the sign-in, nothing after that can succeed, and nothing is tried.
 */
export async function* checkConnection(
  ctx: ZendeskContext,
  selections: FieldSelections,
): AsyncGenerator<CheckResult> {
  const whoever = await attempt(() => readMe(ctx))
  const reached = reachable(ctx, whoever)
  yield reached
  const signedIn = reached.ok ? authorised(whoever) : notTried('authorised')
  yield signedIn
  if (!signedIn.ok) {
    for (const name of ['permissions', 'exports', 'satisfaction']) yield notTried(name)
    return
  }
  yield permissions(whoever)
  yield checkLine('exports', await attempt(() => readSample(ctx)))
  yield checkLine('satisfaction', await attempt(() => readSatisfaction(ctx)))
  const { mapping, extra } = selections('ticket')
  yield* checkMapping(ctx, mapping, extra)
}

async function readMe(ctx: ZendeskContext): Promise<User> {
  const path = '/api/v2/users/me.json'
  const { body } = await ctx.request({ method: 'GET', path, budget: 'general', effect: 'read', schema: me })
  return body.user
}

function reachable(ctx: ZendeskContext, whoever: Attempt<User>): CheckResult {
  const { host } = new URL(baseUrlOf(ctx.settings))
  // An unknown subdomain answers 404; any other refusal shows that the account is there.
  const isThere =
    'value' in whoever ||
    (whoever.error.kind !== 'transient' && whoever.error.kind !== 'gone' && whoever.error.kind !== 'config')
  if (isThere) return { name: 'reachable', ok: true, detail: `${host} answers` }
  const detail = `${host} gives no usable answer: ${whoever.error.message}. Where this is the wrong address, correct the setting subdomain.`
  return { name: 'reachable', ok: false, detail }
}

function authorised(whoever: Attempt<User>): CheckResult {
  const name = 'authorised'
  if ('error' in whoever) return { name, ok: false, detail: whoever.error.message }
  const { id, name: person } = whoever.value
  return { name, ok: true, detail: `signed in as ${person ?? `user ${id}`}` }
}

function permissions(whoever: Attempt<User>): CheckResult {
  const name = 'permissions'
  if ('error' in whoever) return notTried(name)
  const { role } = whoever.value
  if (role === 'admin') return { name, ok: true, detail: 'an admin, as exports ask for' }
  const detail = `signed in as ${role}, and only admins may export: use a token of an admin`
  return { name, ok: false, detail }
}

/** One ticket of the export: proof that it is allowed, for one of the ten calls a minute. */
async function readSample(ctx: ZendeskContext): Promise<Omit<CheckResult, 'name'>> {
  const { body } = await ctx.request({
    method: 'GET',
    path: '/api/v2/incremental/tickets/cursor.json',
    query: { start_time: 0, per_page: 1 },
    budget: 'exports',
    effect: 'read',
    schema: exportSample,
  })
  const detail =
    body.tickets.length === 0 ? 'allowed; there are no tickets yet' : 'allowed; tickets can be read'
  return { ok: true, detail }
}

async function readSatisfaction(ctx: ZendeskContext): Promise<Omit<CheckResult, 'name'>> {
  const found: string[] = []
  for (const [path, what] of [
    ['/api/v2/satisfaction_ratings.json', 'legacy ratings'],
    ['/api/v2/guide/survey_responses', 'surveys'],
  ] as const) {
    const answer = await attempt(() =>
      ctx.request({
        method: 'GET',
        path,
        query: { 'page[size]': 1 },
        budget: 'general',
        effect: 'read',
        schema: anything,
      }),
    )
    if ('value' in answer) found.push(what)
    else if (answer.error.status !== 403 && answer.error.status !== 404) throw answer.error
  }
  if (found.length > 0) return { ok: true, detail: `${found.join(' and ')} can be read` }
  return { ok: true, detail: 'this account has no CSAT, or this user may not read it: none is read' }
}

/** Fields of every ticket that can stand for a topic or be kept, besides the account's own. */
const fieldsOfTickets = ['tags', 'type', 'priority', 'ticket_form_id', 'brand_id', 'external_id', 'recipient']

const ticketField = z.object({ id: zendeskId, title: z.string().nullish() })

async function* checkMapping(
  ctx: ZendeskContext,
  mapping: Readonly<Record<string, string>>,
  extra: readonly string[],
): AsyncGenerator<CheckResult> {
  const name = 'mapping of ticket'
  const named = [...new Set([...Object.values(mapping), ...extra])]
  if (named.length === 0) return
  const fields = await attempt(() =>
    readList(ctx, { path: '/api/v2/ticket_fields.json', list: 'ticket_fields' }),
  )
  if ('error' in fields) return yield checkLine(name, fields)
  const own = z.array(ticketField).catch([]).parse(fields.value)
  const known = [...fieldsOfTickets, ...own.map(({ id }) => id)]
  const missing = named.filter((field) => !known.includes(field))
  for (const field of missing) {
    const byTitle = own.find(({ title }) => title?.toLowerCase() === field.toLowerCase())
    const near = byTitle?.id ?? nearest(field, known)
    const advice =
      near === null
        ? `write ${fieldsOfTickets.join(', ')} or the id of a custom field`
        : `write ${near} instead`
    yield { name, ok: false, detail: `tickets of Zendesk have no field "${field}": ${advice}` }
  }
  if (missing.length === 0) yield { name, ok: true, detail: `tickets have ${named.join(', ')}` }
}
