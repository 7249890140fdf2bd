import { defineTarget, type FieldValues, type TargetDefinition } from '@rapport/connector'
import { readPortalCurrency } from '../account.ts'
import { kindOfTarget, readFieldValue } from '../field-values.ts'
import { pageSizes, readRecords } from '../objects.ts'
import type { ObjectType } from '../paths.ts'
import { type HubspotSettings, propertyName } from '../settings.ts'
import { ensureFields } from './ensure-fields.ts'
import { writeBatch } from './write-batch.ts'

/** Scores on the records of one CRM object, in Rapport's own properties. */
export function defineObjectTarget(
  entity: TargetDefinition<HubspotSettings>['entity'],
  type: ObjectType,
): TargetDefinition<HubspotSettings> {
  return defineTarget<HubspotSettings>({
    entity,
    batchSize: pageSizes.batch,
    // HubSpot shows a number property with a currency symbol in the portal's own currency, whatever the record's.
    currency: readPortalCurrency,
    ensureFields: (ctx, fields, onMissing) => ensureFields(ctx, type, fields, onMissing),
    async current(ctx, ids, fields) {
      const named = fields.map((field) => ({
        field,
        property: propertyName(ctx.settings, field.name),
        kind: kindOfTarget(field.type),
      }))
      const unique = [...new Set(ids)]
      if (unique.length === 0) return new Map()
      const records = await readRecords(
        ctx,
        type,
        unique,
        named.map(({ property }) => property),
      )
      return new Map<string, FieldValues>(
        records.map((record) => [
          record.id,
          Object.fromEntries(
            named.map(({ field, property, kind }) => [
              field.name,
              readFieldValue(kind, record.properties[property]),
            ]),
          ),
        ]),
      )
    },
    write: (ctx, batch, fields) => writeBatch(ctx, type, batch, fields),
  })
}
