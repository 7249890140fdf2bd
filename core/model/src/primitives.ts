import { z } from 'zod'

/** A moment, ISO 8601, in UTC or with its offset from it: `1998-06-30T12:00:00.000Z`, `1998-06-30T14:00:00+02:00`. */
export const instant = z.iso.datetime({ offset: true }).describe('A moment, ISO 8601 with Z or an offset')
export type Instant = z.infer<typeof instant>

/** A calendar day, `YYYY-MM-DD`, in the zone that the field's description names. */
export const calendarDate = z.iso.date().describe('A calendar day, YYYY-MM-DD')

/**
 * An exact amount of money as a decimal string: `"-12.50"`. Never a floating-point number. At most 15 digits before the
 * point: no sale is worth more in any currency, and a number that a slip of the hand made must not get further.
 */
export const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number such as "1234.50"')
  .regex(/^-?0*\d{1,15}(\.|$)/, 'must have at most 15 digits before the point')
  .describe('An exact decimal number as text')
export type Decimal = z.infer<typeof decimal>

/** An ISO 4217 code, upper case. */
export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 currency code such as "USD"')
  .describe('An ISO 4217 currency code')
export type CurrencyCode = z.infer<typeof currencyCode>

/** Two ids and what they are of must fit one row of an index, which holds 2,704 bytes. */
const longestIdBytes = 1_000
const utf8 = new TextEncoder()

/** Whether an id is too long to be stored. No system has such ids: a text that is mapped by mistake may be. */
export const isTooLongForId = (id: string): boolean =>
  id.length > longestIdBytes / 3 && utf8.encode(id).length > longestIdBytes

/** The id of a record in its source, as the source writes it. Unique only together with its connection. */
export const externalId = z
  .string()
  .min(1)
  .refine((id) => !isTooLongForId(id), `is longer than ${longestIdBytes} bytes: no id of a record is`)
  .describe("The record's id in its source")

/** The same real record in another system, e.g. a Salesforce id kept on a HubSpot contact. */
export const foreignKey = z
  .object({
    system: z.string().describe('The other system, e.g. "salesforce"'),
    entity: z.string().describe('The entity of the common model that it is read as there, e.g. "contact"'),
    id: externalId,
  })
  .describe('The id of the same record in another system')
export type ForeignKey = z.infer<typeof foreignKey>

/** A link from one record to another of the same source. */
export const association = z
  .object({
    id: externalId,
    label: z
      .string()
      .nullable()
      .default(null)
      .describe('The source\'s name for the role, e.g. "Decision maker"'),
    primary: z.boolean().default(false).describe('Whether the source marks this link as the primary one'),
  })
  .describe('A link to another record of the same source')
export type Association = z.infer<typeof association>
