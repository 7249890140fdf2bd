import {
  type Attempt,
  attempt,
  type CheckResult,
  checkLine,
  type FieldSelections,
  notTried,
} from '@rapport/connector'
import { z } from 'zod'
import { checkMapping } from './check-mapping.ts'
import { describeFeatures, readVersions } from './check-org.ts'
import { compareFields, compareObjects } from './check-reading.ts'
import { checkWriting, writtenFields } from './check-writing.ts'
import { callClient, type SalesforceContext } from './client.ts'
import { describeObject, type ObjectDescription } from './describe.ts'
import { type Organisation, readOrganisation } from './organisation.ts'
import { describePermissions, readPermissions } from './permissions.ts'
import { objectStreams } from './streams/all.ts'
import type { ObjectStream } from './streams/object-stream.ts'

const dailyRequests = z.object({ DailyApiRequests: z.object({ Max: z.number(), Remaining: z.number() }) })

const lines = ['API version', 'edition', 'permissions', 'objects', 'fields', 'writing', 'API calls'] as const

/** Objects by name, as far as they could be looked up. */
export type Descriptions = ReadonlyMap<string, Attempt<ObjectDescription | null>>

/**
 * Each line stands alone: one that fails says what to do, and the others are still tried. Only where Salesforce is not reached or
 * refuses the sign-in, nothing after that can succeed, and nothing is tried.
 */
export async function* checkConnection(
  ctx: SalesforceContext,
  selections: FieldSelections,
): AsyncGenerator<CheckResult> {
  const written = writtenFields(ctx, selections)
  const organisation = await attempt(() => readOrganisation(ctx))
  const reached = reachable(ctx, organisation)
  yield reached
  const signedIn = reached.ok ? authorised(organisation) : notTried('authorised')
  yield signedIn
  if (!signedIn.ok) {
    for (const name of lines) if (name !== 'writing' || written.size > 0) yield notTried(name)
    return
  }
  const descriptions = await describeAll(ctx)
  yield checkLine('API version', await attempt(() => readVersions(ctx)))
  const permissions = await attempt(() => readPermissions(ctx))
  const told = 'error' in permissions ? null : permissions.value
  yield checkLine('edition', await attempt(() => describeFeatures(ctx, descriptions, told)))
  yield checkLine(
    'permissions',
    'error' in permissions ? permissions : await attempt(() => describePermissions(ctx, permissions.value)),
  )
  yield compareObjects(ctx, descriptions)
  yield await compareFields(ctx, descriptions, selections)
  for (const stream of objectStreams) {
    yield* checkMapping(stream, selections(stream.entity), descriptions.get(stream.sources[0].object))
  }
  if (written.size > 0) yield await checkWriting(ctx, written, descriptions, permissions)
  yield checkLine('API calls', await attempt(() => readDailyCalls(ctx)))
}

function reachable(ctx: SalesforceContext, organisation: Attempt<Organisation>): CheckResult {
  const { host } = new URL(ctx.settings.instanceUrl)
  // Any other answer, even a refusal, shows that Salesforce is there.
  if ('value' in organisation || organisation.error.kind !== 'transient') {
    return { name: 'reachable', ok: true, detail: `${host} answers` }
  }
  return {
    name: 'reachable',
    ok: false,
    detail: `${host} gives no usable answer: ${organisation.error.message}. Where this is the wrong address, correct the setting instanceUrl.`,
  }
}

function authorised(organisation: Attempt<Organisation>): CheckResult {
  const name = 'authorised'
  if ('error' in organisation) return { name, ok: false, detail: organisation.error.message }
  const { id, name: org, edition, isSandbox } = organisation.value
  const kind = [edition, isSandbox ? 'sandbox' : null].filter((part) => part !== null).join(', ')
  return { name, ok: true, detail: `${org}, org ${id}${kind === '' ? '' : ` (${kind})`}` }
}

async function describeAll(ctx: SalesforceContext): Promise<Descriptions> {
  const found = new Map<string, Attempt<ObjectDescription | null>>()
  for (const { object } of objectStreams.flatMap(({ sources }: ObjectStream) => sources)) {
    if (!found.has(object)) found.set(object, await attempt(() => describeObject(ctx, object)))
  }
  return found
}

async function readDailyCalls(ctx: SalesforceContext): Promise<Omit<CheckResult, 'name'>> {
  const limits: unknown = await callClient(
    ctx,
    { effect: 'read', operation: 'read the limits' },
    async (connection) => connection.requestGet('/limits'),
  )
  const calls = dailyRequests.safeParse(limits)
  if (!calls.success) return { ok: true, detail: 'Salesforce does not tell how many calls are left' }
  const { Max: allowed, Remaining: left } = calls.data.DailyApiRequests
  const used = allowed - left
  const reserve = Math.round(allowed * ctx.settings.dailyReserve)
  const detail = `${used} of ${allowed} used in 24 hours, ${left} left, of which ${reserve} are kept for the org's other apps`
  return left > reserve
    ? { ok: true, detail }
    : { ok: false, detail: `${detail}: nothing is left to read with` }
}
