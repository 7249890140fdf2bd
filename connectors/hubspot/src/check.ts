import {
  type Attempt,
  attempt,
  type CheckResult,
  type ConnectorContext,
  checkLine,
  type FieldSelections,
  notTried,
  wholeNumber,
} from '@rapport/connector'
import { type Account, readAccount } from './account.ts'
import { checkMapping, namedMappings } from './check-mapping.ts'
import { checkService } from './check-service.ts'
import { listRecords } from './objects.ts'
import type { ObjectType } from './paths.ts'
import { type PropertyDefinitions, readDefinitions } from './property-definitions.ts'
import type { HubspotSettings } from './settings.ts'
import { readTokenInfo, type TokenInfo } from './token-info.ts'

type Context = ConnectorContext<HubspotSettings>

/** The objects that are read. */
const objectTypes = ['contacts', 'companies', 'deals'] as const satisfies readonly ObjectType[]
type ReadType = (typeof objectTypes)[number]

/** What the app must be allowed to do, what for, and for writing: to the records of which entity. */
const neededScopes: readonly {
  readonly scope: string
  readonly purpose: string
  readonly writes?: 'contact' | 'company' | 'ticket'
}[] = [
  { scope: 'crm.objects.contacts.read', purpose: 'read contacts' },
  { scope: 'crm.objects.companies.read', purpose: 'read companies' },
  { scope: 'crm.objects.deals.read', purpose: 'read deals' },
  { scope: 'crm.objects.owners.read', purpose: 'read owners' },
  { scope: 'crm.objects.contacts.write', purpose: 'write scores to contacts', writes: 'contact' },
  { scope: 'crm.objects.companies.write', purpose: 'write scores to companies', writes: 'company' },
  { scope: 'crm.schemas.contacts.write', purpose: 'create score properties on contacts', writes: 'contact' },
  {
    scope: 'crm.schemas.companies.write',
    purpose: 'create score properties on companies',
    writes: 'company',
  },
  { scope: 'tickets', purpose: 'write figures to tickets and create their properties', writes: 'ticket' },
]

/** Properties without which no customer value can be known. */
const essentialProperties: Readonly<Record<ReadType, readonly string[]>> = {
  contacts: ['email', 'firstname', 'lastname', 'lastmodifieddate'],
  companies: ['name', 'domain', 'hs_lastmodifieddate'],
  deals: ['amount', 'closedate', 'dealstage', 'hs_is_closed', 'hs_is_closed_won', 'hs_lastmodifieddate'],
}

type Definitions = Readonly<Record<ReadType, Attempt<PropertyDefinitions>>>

/**
 * Each line stands alone: one that fails says what to do, and the others are still tried. Only where HubSpot is not reached or
 * refuses the sign-in, nothing after that can succeed, and nothing is tried.
 */
export async function* checkConnection(
  ctx: Context,
  selections: FieldSelections,
): AsyncGenerator<CheckResult> {
  const account = await attempt(() => readAccount(ctx))
  const reached = reachable(ctx, account)
  yield reached
  const signedIn = reached.ok ? authorised(account) : notTried('authorised')
  yield signedIn
  const mappings = namedMappings(selections)
  if (!signedIn.ok) {
    const names = mappings.map(({ line }) => line)
    for (const name of ['scopes', 'sample read', 'properties', ...names, 'service', 'budget left']) {
      yield notTried(name)
    }
    return
  }
  const token = await attempt(() => readTokenInfo(ctx))
  yield* compareScopes(token, selections)
  yield checkLine('sample read', await attempt(() => readSamples(ctx)))
  const definitions: Definitions = {
    contacts: await attempt(() => readDefinitions(ctx, 'contacts')),
    companies: await attempt(() => readDefinitions(ctx, 'companies')),
    deals: await attempt(() => readDefinitions(ctx, 'deals')),
  }
  yield checkLine('properties', compareProperties(definitions))
  for (const mapping of mappings) {
    const found =
      mapping.type === 'tickets'
        ? await attempt(() => readDefinitions(ctx, 'tickets'))
        : definitions[mapping.type]
    yield* checkMapping(ctx, mapping, found)
  }
  yield* checkService(ctx, token)
  yield budget(account)
}

function reachable(ctx: Context, account: Attempt<Account>): CheckResult {
  const host = new URL(ctx.settings.baseUrl).host
  // Any other answer, even a refusal, shows that HubSpot is there.
  if ('value' in account || account.error.kind !== 'transient') {
    return { name: 'reachable', ok: true, detail: `${host} answers` }
  }
  return {
    name: 'reachable',
    ok: false,
    detail: `${host} gives no usable answer: ${account.error.message}. Where this is the wrong address, correct the setting baseUrl.`,
  }
}

function authorised(account: Attempt<Account>): CheckResult {
  const name = 'authorised'
  if ('error' in account) {
    const { kind, status, message } = account.error
    // Reading goes on without the portal's details; whether the scopes suffice for that is the next line.
    if (status === 403) {
      return { name, ok: true, detail: `signed in, but the portal's details stay unknown: ${message}` }
    }
    const advice = kind === 'auth' ? '. Set a valid access token, or sign in again.' : ''
    return { name, ok: false, detail: `${message}${advice}` }
  }
  const { portalId, currency, timeZone } = account.value
  const more = [currency, timeZone].filter((part) => part !== null).join(', ')
  return { name, ok: true, detail: `portal ${portalId}${more === '' ? '' : ` (${more})`}` }
}

/** One line where all is granted, else one with those that are, and one for each missing scope. */
function* compareScopes(info: Attempt<TokenInfo>, selections: FieldSelections): Generator<CheckResult> {
  const name = 'scopes'
  if ('error' in info) {
    yield checkLine(name, info)
    return
  }
  const isNeeded = ({ writes }: (typeof neededScopes)[number]): boolean =>
    writes === undefined || selections(writes).held.length > 0
  const needed = neededScopes.filter(isNeeded)
  const [granted, missing] = [true, false].map((is) =>
    needed.filter(({ scope }) => info.value.scopes.includes(scope) === is),
  ) as [typeof needed, typeof needed]
  const names = granted.map(({ scope }) => scope).join(', ')
  if (missing.length > 0 && names !== '') yield { name, ok: true, detail: `granted: ${names}` }
  for (const { scope, purpose } of missing) {
    yield { name, ok: false, detail: `missing: ${scope} (to ${purpose}). Grant it to the app in HubSpot.` }
  }
  if (missing.length > 0) return
  // What tickets need for reading is said with the rest of the service side.
  const others = neededScopes
    .filter((row) => !isNeeded(row) && row.writes !== 'ticket')
    .map(({ scope }) => scope)
  const note = others.length === 0 ? '' : `; not needed while nothing is written there: ${others.join(', ')}`
  yield {
    name,
    ok: true,
    detail: `${info.value.kind}: all ${needed.length} needed scopes are granted: ${names}${note}`,
  }
}

async function readSamples(ctx: Context): Promise<Omit<CheckResult, 'name'>> {
  const found: string[] = []
  for (const type of objectTypes) {
    const page = await listRecords(ctx, type, { after: null, properties: ['hs_object_id'] })
    found.push(`${page.records.length}${page.next === null ? '' : ' or more'} ${type}`)
  }
  return { ok: true, detail: `read ${found.join(', ')}` }
}

function compareProperties(definitions: Definitions): Attempt<Omit<CheckResult, 'name'>> {
  const missing: string[] = []
  for (const type of objectTypes) {
    const found = definitions[type]
    if ('error' in found) return found
    for (const name of essentialProperties[type]) if (!found.value.has(name)) missing.push(`${type}.${name}`)
  }
  return {
    value:
      missing.length === 0
        ? { ok: true, detail: 'the properties that value is computed from exist' }
        : { ok: false, detail: `missing: ${missing.join(', ')}. Map these fields to other properties.` },
  }
}

function budget(account: Attempt<Account>): CheckResult {
  const name = 'budget left'
  if ('error' in account) return { name, ok: true, detail: 'not told to this token' }
  const { headers } = account.value
  const read = (key: string): number | null => wholeNumber(headers[`x-hubspot-ratelimit-${key}`])
  const [most, left, perMs] = [read('max'), read('remaining'), read('interval-milliseconds')]
  const [perDay, leftToday] = [read('daily'), read('daily-remaining')]
  const now =
    most === null || perMs === null
      ? 'limit per window not told'
      : `${left ?? most} of ${most} requests per ${perMs / 1000} s`
  const today = perDay === null || leftToday === null ? '' : `, ${leftToday} of ${perDay} today`
  if (leftToday === 0) {
    return { name, ok: false, detail: `${now}${today}: wait until midnight of the account's time zone` }
  }
  return { name, ok: true, detail: `${now}${today}` }
}
