import type { Instant } from '@rapport/model'
import { z } from 'zod'

/** An id. Zendesk writes numbers, beyond 32 bits, in some places as text. */
export const zendeskId = z.union([z.number(), z.string().min(1)]).transform(String)

/** An id that may be absent. */
export const optionalId = zendeskId.nullish().transform((id) => id ?? null)

/** A moment. Zendesk writes whole seconds, in surveys milliseconds, always in UTC. */
export const moment = z.iso
  .datetime({ offset: true })
  .transform((text): Instant => new Date(text).toISOString())

export const optionalMoment = moment.nullish().transform((at) => at ?? null)

export const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text === undefined || text === null || text === '' ? null : text))

/** The first thing that is wrong with a record, for the reason why it is set aside. */
export function reasonOf({ issues }: z.ZodError): string {
  const [first] = issues
  const where = first?.path.map(String).join('.') ?? ''
  return `${where === '' ? 'the record' : where}: ${first?.message ?? 'is not what Zendesk describes'}`
}
