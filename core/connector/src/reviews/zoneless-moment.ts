import type { Instant } from '@rapport/model'
import { z } from 'zod'

/** A moment of a site that may write it without a zone: it is taken for UTC then. */
export const zonelessMoment = z
  .string()
  .transform((at) => Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(at) ? at : `${at}Z`))
  .refine((at) => !Number.isNaN(at), 'is no moment')
  .transform((at): Instant => new Date(at).toISOString())
