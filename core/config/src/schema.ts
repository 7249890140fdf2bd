import { currencyCode, externalId } from '@rapport/model'
import { z } from 'zod'
import { reputationSettings } from './reputation-settings.ts'
import { alertsSettings, schedulesSettings } from './schedule-settings.ts'
import { serviceSettings } from './service-settings.ts'

/** Which values of the score are written to which entity, by field name. */
const writeBackFields = z.array(z.string()).describe('Fields to write, e.g. [clv, clv_low, why]')

/** How the source fields of one stream map to the common model. */
export const streamMapping = z
  .strictObject({
    fields: z
      .record(z.string(), z.string())
      .default({})
      .describe('Source field by model field, e.g. { amount: amount_net }'),
    extra: z.array(z.string()).default([]).describe('Further source fields to keep with the record'),
    associationLabel: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'Deals: the association label of the contact who counts as the buyer; without it the lowest id',
      ),
  })
  .describe('How the source fields of one stream map to the common model')

/** One connected system. */
export const connection = z
  .strictObject({
    connector: z.string().describe('Which connector: hubspot, csv, …'),
    auth: z
      .record(z.string(), z.string())
      .default({})
      .describe('How to sign in; secrets by reference only: env:NAME, file:path or stored:NAME'),
    settings: z.record(z.string(), z.unknown()).default({}).describe("The connector's own settings"),
    streams: z
      .array(z.string())
      .nullable()
      .default(null)
      .describe('Only these streams are read; null reads all that the connector has'),
    mapping: z
      .record(z.string(), streamMapping)
      .default({})
      .describe('By stream: how its fields map to the model'),
  })
  .describe('One connected system')

/** What kind of sale some won deals are. */
export const dealRule = z
  .strictObject({
    pipeline: z.string().min(1).optional().describe("The pipeline's id, as the source gives it"),
    dealType: z.string().min(1).optional().describe('The deal type, as the source gives it'),
    product: z.string().min(1).optional().describe('The product, as the mapping of deals gives it'),
    as: z
      .enum(['repeat', 'one-off', 'subscription'])
      .describe(
        'repeat: a purchase that may come again; one-off: counts as past value only; subscription: a contract with a term',
      ),
    termMonths: z
      .number()
      .int()
      .min(1)
      .max(120)
      .optional()
      .describe('With subscription: how many months one deal covers from its close date'),
  })
  .refine((rule) => rule.pipeline ?? rule.dealType ?? rule.product, {
    error: 'needs a pipeline, a dealType or a product to go by',
  })
  .refine((rule) => (rule.as === 'subscription') === (rule.termMonths !== undefined), {
    error: 'a subscription needs termMonths, such as 12; the others have none',
    path: ['termMonths'],
  })
  .describe('What kind of sale the won deals are that fit all it names; case does not count')

/** How customer value is computed. */
export const valueSettings = z
  .strictObject({
    model: z
      .enum(['auto', 'mbg-nbd', 'pareto-nbd', 'bg-nbd', 'simple', 'historic'])
      .default('auto')
      .describe('auto takes the best purchase model where it beats the baselines in holdouts'),
    prior: z
      .enum(['auto', 'none', 'weak'])
      .default('auto')
      .describe(
        'Whether a weak prior steadies thin data; auto: below 200 repeat customers, or where the data are at a limit of the model',
      ),
    horizonMonths: z
      .number()
      .positive()
      .max(120)
      .default(12)
      .describe('How far ahead value counts, in months'),
    discount: z.number().min(0).max(1).default(0.1).describe('Annual discount rate, 0.10 = 10 %'),
    margin: z.number().positive().max(1).default(0.3).describe('Gross margin, 0.30 = 30 %'),
    unit: z.enum(['day', 'week', 'month']).default('week').describe('Time unit of the purchase model'),
    occasionWindowDays: z
      .number()
      .int()
      .min(0)
      .max(60)
      .default(0)
      .describe('Deals of one customer within so many days are one purchase; 0: the same local day'),
    deals: z
      .array(dealRule)
      .default([])
      .describe('What kind of sale a won deal is: the first rule that fits; without one, repeat'),
  })
  .describe('How customer value is computed')

/** When a plan is stopped until a person confirms it. */
export const guardRails = z
  .strictObject({
    maxChangedShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Stop when a number would jump in more than this share of the records that already hold one'),
    jumpShare: z
      .number()
      .positive()
      .default(0.25)
      .describe('A number jumps when it moves by more than this share of what stood there, 0.25 = 25 %'),
    maxClearedShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('Stop when more than this share of records that hold a value would be cleared'),
    minRecords: z
      .number()
      .int()
      .min(0)
      .default(50)
      .describe('Below so many records the guard rails do not act'),
  })
  .describe('When a plan is stopped until a person confirms it')

/** The whole set-up of one workspace: `rapport.yaml`. */
export const configuration = z
  .strictObject({
    workspace: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and _')
      .default('default')
      .describe("The workspace's name; its data live in the schema ws_<name>"),
    timezone: z.string().default('UTC').describe('IANA zone in which days begin and end'),
    currency: currencyCode.default('USD').describe('The currency that values are computed in'),
    rates: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        'A CSV file of exchange rates with the columns from,to,on,rate, such as EUR,USD,2024-03-01,1.0845; a rate holds until the next one',
      ),
    customer: z.enum(['contact', 'company']).default('contact').describe('What a customer is'),
    accounts: z
      .enum(['own', 'ultimate-parent'])
      .default('own')
      .describe(
        'With customer: company. own: every company stands for itself; ultimate-parent: a company with all its subsidiaries is one customer, and the number written to each of them is that of the whole group',
      ),
    connections: z
      .record(externalId, connection)
      .default({})
      .describe('The connected systems, by a name of your own'),
    metrics: z
      .strictObject({
        asOf: z.iso
          .date()
          .nullable()
          .default(null)
          .describe('Evaluate as of the end of this day; null: the last complete day'),
        value: valueSettings.prefault({}),
        service: serviceSettings.prefault({}),
        reputation: reputationSettings.prefault({}),
      })
      .prefault({})
      .describe('How the numbers are computed'),
    writeBack: z
      .record(
        externalId,
        z
          .strictObject({
            contact: writeBackFields.optional(),
            company: writeBackFields.optional(),
            ticket: writeBackFields
              .optional()
              .describe('Fields to write, e.g. [first_response_minutes, resolved_first_contact]'),
            onDrift: z
              .enum(['keep', 'overwrite'])
              .default('keep')
              .describe('What to do with a field that a person edited after our write'),
            materiality: z
              .number()
              .min(0)
              .max(1)
              .default(0.01)
              .describe('Model values that move by less than this share are not written'),
          })
          .describe('What is written to one connection'),
      )
      .default({})
      .describe('By connection: what is written where'),
    guardRails: guardRails.prefault({}),
    schedules: schedulesSettings.default({}),
    alerts: alertsSettings.prefault({}),
    allowPrivateAddresses: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'Hosts of private networks or of this machine that connections may speak to when the server runs them, such as [crm.internal]; without it they are refused there',
      ),
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .nullable()
      .default(null)
      .describe(
        'Where the world reaches the server, such as https://rapport.example.com: webhooks are checked against it',
      ),
  })
  .describe('The whole set-up of one workspace: rapport.yaml')

export type Configuration = z.output<typeof configuration>
export type ConfigurationInput = z.input<typeof configuration>
export type ConnectionSettings = z.output<typeof connection>
export type ValueSettings = z.output<typeof valueSettings>
export type DealRule = z.output<typeof dealRule>
