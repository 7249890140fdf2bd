import { type ConnectorContext, ConnectorError } from '@rapport/connector'
import { callClient } from './client.ts'
import type { ObjectType } from './paths.ts'
import type { HubspotSettings } from './settings.ts'

/** A link as the associations API describes it. */
export interface LabelledLink {
  readonly id: string
  /** Every label of the link that people or HubSpot gave it, `Primary` included. */
  readonly labels: readonly string[]
}

/** Most records per call. */
export const associationBatch = 1_000

/** The links of records to another type, by record id. A record without links is not in the map. */
export type LinksById = ReadonlyMap<string, readonly LabelledLink[]>

/**
 * Reads the links of any number of records to another type, 1,000 records per call. A record with more links than one
 * answer shows is asked for again until it is complete.
 */
export async function readLinks(
  ctx: ConnectorContext<HubspotSettings>,
  from: ObjectType,
  to: ObjectType,
  ids: readonly string[],
): Promise<LinksById> {
  const links = new Map<string, Map<string, Set<string>>>()
  let wanted: { id: string; after?: string }[] = ids.map((id) => ({ id }))
  while (wanted.length > 0) {
    const inputs = wanted.slice(0, associationBatch)
    const rest = wanted.slice(associationBatch)
    const answer = await callClient(
      ctx,
      { budget: 'general', effect: 'read', operation: `read links of ${inputs.length} ${from} to ${to}` },
      (client) => client.crm.associations.v4.batchApi.getPage(from, to, { inputs }),
    )
    refuseErrors('errors' in answer ? (answer.errors ?? []) : [], from, to)
    for (const result of answer.results) {
      const known = links.get(result._from.id) ?? new Map<string, Set<string>>()
      links.set(result._from.id, known)
      for (const target of result.to) {
        const labels = known.get(String(target.toObjectId)) ?? new Set<string>()
        known.set(String(target.toObjectId), labels)
        for (const { label } of target.associationTypes) {
          if (typeof label === 'string' && label !== '') labels.add(label)
        }
      }
      const after = result.paging?.next?.after
      if (after !== undefined) rest.push({ id: result._from.id, after })
    }
    wanted = rest
  }
  return new Map(
    [...links].map(([id, targets]) => [
      id,
      [...targets].map(([target, labels]) => ({ id: target, labels: [...labels] })),
    ]),
  )
}

/** A record without links, or gone meanwhile, comes as an error of its own; it simply has no links. */
function refuseErrors(
  errors: readonly { category: string; subCategory?: unknown; message: string }[],
  from: ObjectType,
  to: ObjectType,
): void {
  const serious = errors.find(
    (error) =>
      !String(error.subCategory ?? '').endsWith('NO_ASSOCIATIONS_FOUND') &&
      error.category !== 'NO_ASSOCIATIONS_FOUND' &&
      error.category !== 'OBJECT_NOT_FOUND',
  )
  if (serious !== undefined) {
    throw new ConnectorError(
      'transient',
      `read links of ${from} to ${to}: HubSpot answered in part only: ${serious.message}`,
    )
  }
}
