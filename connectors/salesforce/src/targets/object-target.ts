import { defineTarget, type FieldValues, type TargetDefinition } from '@rapport/connector'
import { waitForUnfinishedJobs } from '../bulk-ingest-unfinished.ts'
import { fieldName, type SalesforceSettings } from '../settings.ts'
import { ensureFields } from './ensure-fields.ts'
import { fromSalesforce } from './field-values.ts'
import { readMoneyCurrency } from './money-currency.ts'
import { objectsWrittenFor } from './person-accounts.ts'
import { retrieveRecords } from './retrieve-records.ts'
import type { TargetObject } from './target-object.ts'
import { writeRecords } from './write-records.ts'

/** Records per call of `current` and `write`: as many as Salesforce works on as one part of an ingest job. */
export const recordsPerBatch = 10_000

/** More changes than this go by an ingest job. Below it, collections of 200 cost no more calls than a job with its looks. */
export const collectionsUpTo = 2_000

/** Scores on the records of one object, in Rapport's own fields. */
export function defineObjectTarget(
  entity: TargetDefinition<SalesforceSettings>['entity'],
  object: TargetObject,
  ingestAbove = collectionsUpTo,
): TargetDefinition<SalesforceSettings> {
  return defineTarget<SalesforceSettings>({
    entity,
    batchSize: recordsPerBatch,
    currency: async (ctx) => (await readMoneyCurrency(ctx, object)).currency,
    ensureFields: (ctx, fields) => ensureFields(ctx, { object, fields }),
    async current(ctx, ids, fields) {
      const unique = [...new Set(ids)]
      if (unique.length === 0) return new Map()
      // What a job of a killed run is still writing would be taken for not written, and be written twice.
      await waitForUnfinishedJobs(ctx, objectsWrittenFor(object))
      const named = fields.map((field) => ({ field, name: fieldName(ctx.settings, field.name) }))
      const records = await retrieveRecords(
        ctx,
        object,
        unique,
        named.map(({ name }) => name),
      )
      return new Map<string, FieldValues>(
        [...records].map(([id, record]) => [
          id,
          Object.fromEntries(
            named.map(({ field, name }) => [field.name, fromSalesforce(field.type, record[name])]),
          ),
        ]),
      )
    },
    write: (ctx, batch, fields) => writeRecords(ctx, object, batch, fields, ingestAbove),
  })
}
