import { createHash } from 'node:crypto'
import { type Change, ConnectorError, defineStream, type FieldSelection } from '@rapport/connector'
import type { EntityInput } from '@rapport/model'
import { z } from 'zod'
import type { ZendeskContext } from '../context.ts'
import { type CursorExport, readCursorExport } from '../exports/cursor-export.ts'
import { mergedInto, mergedTag } from '../merged-into.ts'
import { type MetricSet, metricSetsOf, vendorReported } from '../metric-sets.ts'
import { isReject, parseRecord, rawOf } from '../records.ts'
import type { ZendeskSettings } from '../settings.ts'
import { categoryOf, deletedStatus } from '../statuses.ts'
import { topicOf } from '../topic.ts'
import { moment, optionalId, optionalMoment, optionalText, zendeskId } from '../values.ts'
import { channelOf, isRule, relationOf, via } from '../via.ts'

const state = z.strictObject({
  cursor: z.string().nullable(),
  /** The last ticket that was read and when Zendesk touched it: an export shows it again at its beginning. */
  last: z.string().nullable(),
  /** A digest of what decides how a ticket is read. */
  fingerprint: z.string(),
})

const ticketExport: CursorExport = {
  path: '/api/v2/incremental/tickets/cursor.json',
  list: 'tickets',
  include: 'metric_sets',
}

const ticket = z.object({
  id: zendeskId,
  subject: optionalText,
  status: z.string(),
  priority: optionalText,
  via: via.nullish(),
  tags: z.array(z.string()).nullish(),
  requester_id: optionalId,
  submitter_id: optionalId,
  assignee_id: optionalId,
  group_id: optionalId,
  organization_id: optionalId,
  created_at: moment,
  updated_at: optionalMoment,
})
type Ticket = z.infer<typeof ticket>

/** Model fields that the admin may map. A ticket has a topic only where one is mapped. */
export const mappable: Readonly<Record<string, string | null>> = { topic: null }

/** Tickets: changed, deleted (also as spam), merged and archived ones alike. */
export const tickets = defineStream<'ticket', z.infer<typeof state>, ZendeskSettings>({
  entity: 'ticket',
  state,
  // The export leaves out the latest minute, and its cursor follows the order in which Zendesk touched the records.
  overlapMs: 0,
  mappable,
  async *read(ctx: ZendeskContext, since, selection) {
    requireMappable(selection)
    const fingerprint = fingerprintOf(ctx.settings, selection)
    const isKnown = since !== null && since.fingerprint === fingerprint
    const from = isKnown ? since.cursor : null
    let again = since !== null && !isKnown
    let last = isKnown ? since.last : null
    for await (const page of readCursorExport(ctx, ticketExport, from)) {
      const news = page.records.filter((record) => last === null || touchOf(record) !== last)
      yield* changesOf(ctx, news, page.body, selection)
      last = touchOf(page.records.at(-1)) ?? last
      const startsOver = again || page.startsOver
      again = false
      yield {
        type: 'checkpoint',
        state: { cursor: page.cursor, last, fingerprint },
        ...(startsOver ? { startsOver } : {}),
      }
    }
  },
})

async function* changesOf(
  ctx: ZendeskContext,
  records: readonly unknown[],
  body: Readonly<Record<string, unknown>>,
  selection: FieldSelection,
): AsyncGenerator<Exclude<Change<'ticket', never>, { type: 'checkpoint' }>> {
  const rows = records.map((record) => ({ record, parsed: parseRecord(ticket, 'ticket', record) }))
  const live = rows.flatMap(({ parsed }) =>
    isReject(parsed) || parsed.status === deletedStatus ? [] : [parsed.id],
  )
  const metrics = await metricSetsOf(ctx, body, live)
  for (const { record, parsed } of rows) {
    if (isReject(parsed)) {
      yield parsed
      continue
    }
    const { id, updated_at: at } = parsed
    if (parsed.status === deletedStatus) {
      yield { type: 'delete', id, ...(at === null ? {} : { at }) }
      continue
    }
    yield upsertOf(record, parsed, metrics.get(id) ?? {}, ctx.settings, selection)
    const into = parsed.tags?.includes(mergedTag) === true ? await mergedInto(ctx, id) : null
    // The ticket itself is kept: what was said on it belongs to the request that it lives on in.
    if (into !== null) yield { type: 'merge', id, into, ...(at === null ? {} : { at }) }
  }
}

function upsertOf(
  record: unknown,
  parsed: Ticket,
  metricSet: MetricSet,
  settings: ZendeskSettings,
  selection: FieldSelection,
): Exclude<Change<'ticket', never>, { type: 'checkpoint' }> {
  const category = categoryOf(parsed.status)
  const { id, requester_id: requester, organization_id: organization } = parsed
  if (category === null) {
    const reason = `ticket ${id} has the status "${parsed.status}", which Zendesk does not describe: report this`
    return { type: 'reject', id, reason, raw: record }
  }
  return {
    type: 'upsert',
    record: {
      id,
      subject: parsed.subject,
      category,
      status: parsed.status,
      channel: channelOf(parsed.via),
      priority: parsed.priority,
      topic: topicOf(record, selection.mapping.topic ?? null, settings.topicTags),
      initiator: initiatorOf(parsed),
      contacts: requester === null ? [] : [{ id: requester, primary: true }],
      companies: organization === null ? [] : [{ id: organization, primary: true }],
      agentId: parsed.assignee_id,
      teamId: parsed.group_id,
      createdAt: parsed.created_at,
      closedAt: optionalMoment.catch(null).parse(metricSet.solved_at),
      vendorReported: vendorReported(metricSet),
      modifiedAt: parsed.updated_at,
    },
    ...rawOf(record, selection.extra),
  }
}

const touched = z.object({ id: zendeskId, generated_timestamp: z.number() })

/** A ticket and the second in which Zendesk touched it; null where the export does not tell. */
function touchOf(record: unknown): string | null {
  const parsed = touched.safeParse(record)
  return parsed.success ? `${parsed.data.id}@${parsed.data.generated_timestamp}` : null
}

/** Channels by which customers come, whoever types it in: an agent who takes a call or forwards a mail opens their request. */
const customersChannels: ReadonlySet<string | null> = new Set(['email', 'chat', 'messaging'])

function initiatorOf(parsed: Ticket): EntityInput<'ticket'>['initiator'] {
  const { requester_id: requester, submitter_id: submitter } = parsed
  if (isRule(parsed.via) || submitter === '-1') return 'system'
  const channel = channelOf(parsed.via)
  if (customersChannels.has(channel)) return 'customer'
  if (channel === 'call') return relationOf(parsed.via) === 'outbound' ? 'agent' : 'customer'
  if (requester === null || submitter === null) return null
  return requester === submitter ? 'customer' : 'agent'
}

/** @throws ConnectorError of kind `config` where a field is mapped that cannot be. */
function requireMappable({ mapping }: FieldSelection): void {
  const wrong = Object.keys(mapping).find((name) => !(name in mappable))
  if (wrong === undefined) return
  throw new ConnectorError(
    'config',
    `mapping.ticket.fields.${wrong}: only ${Object.keys(mappable).join(', ')} can be mapped for Zendesk: take it out`,
  )
}

/** Where a ticket is to be read otherwise than before, all are read again. */
function fingerprintOf({ topicTags }: ZendeskSettings, { mapping, extra }: FieldSelection): string {
  const content = JSON.stringify([mapping.topic ?? null, topicTags, extra.toSorted()])
  return createHash('sha256').update(content).digest('base64url').slice(0, 16)
}
