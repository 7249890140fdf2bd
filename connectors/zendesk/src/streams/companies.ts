import { type Change, defineStream } from '@rapport/connector'
import { z } from 'zod'
import type { ZendeskContext } from '../context.ts'
import {
  overlapMs,
  readTimeExport,
  requestTimePage,
  type TimeExportState,
  timeExportState,
} from '../exports/time-export.ts'
import { isReject, parseRecord, rawOf } from '../records.ts'
import type { ZendeskSettings } from '../settings.ts'
import { optionalMoment, optionalText, zendeskId } from '../values.ts'
import { cutSecondReject } from './cut-second.ts'

const organizations = { path: '/api/v2/incremental/organizations.json', list: 'organizations' } as const

const organization = z.object({
  id: zendeskId,
  name: optionalText,
  domain_names: z.array(z.string()).nullish(),
  created_at: optionalMoment,
  updated_at: optionalMoment,
  deleted_at: optionalMoment,
})

/** Organizations. */
export const companies = defineStream<'company', TimeExportState, ZendeskSettings>({
  entity: 'company',
  state: timeExportState,
  overlapMs,
  async *read(ctx: ZendeskContext, since, { extra }) {
    const request = (start: number) => requestTimePage(ctx, organizations, start)
    for await (const { records, state, cutSecond } of readTimeExport(ctx, since, request)) {
      for (const record of records) yield toChange(record, extra)
      if (cutSecond !== null) yield cutSecondReject('organizations', cutSecond)
      yield { type: 'checkpoint', state }
    }
  },
})

function toChange(
  record: unknown,
  extra: readonly string[],
): Exclude<Change<'company'>, { type: 'checkpoint' }> {
  const parsed = parseRecord(organization, 'organization', record)
  if (isReject(parsed)) return parsed
  const { id, name, domain_names: domains, created_at: createdAt, deleted_at: deletedAt } = parsed
  if (deletedAt !== null) return { type: 'delete', id, at: deletedAt }
  return {
    type: 'upsert',
    record: { id, name, domains: domains ?? [], createdAt, modifiedAt: parsed.updated_at },
    ...rawOf(record, extra),
  }
}
