import {
  type Attempt,
  attempt,
  type CheckResult,
  type ConnectorContext,
  ConnectorError,
  checkLine,
  type FieldSelection,
  type FieldSelections,
} from '@rapport/connector'
import { nearest } from '@rapport/model'
import { callClient } from './client.ts'
import type { ObjectType } from './paths.ts'
import { type PropertyDefinitions, requireProperties } from './property-definitions.ts'
import type { HubspotSettings } from './settings.ts'

const mappable = [
  { entity: 'contact', type: 'contacts' },
  { entity: 'company', type: 'companies' },
  { entity: 'deal', type: 'deals' },
  { entity: 'ticket', type: 'tickets' },
] as const

/** What an admin named of one stream's records. */
export interface NamedMapping {
  readonly entity: (typeof mappable)[number]['entity']
  readonly type: (typeof mappable)[number]['type']
  readonly selection: FieldSelection
  /** The name of its lines: `mapping of deal`. */
  readonly line: string
}

/** The streams of which the admin named properties or a label. */
export function namedMappings(selections: FieldSelections): readonly NamedMapping[] {
  return mappable
    .map((row) => ({ ...row, selection: selections(row.entity), line: `mapping of ${row.entity}` }))
    .filter(({ selection }) => propertiesOf(selection).length > 0 || selection.associationLabel !== null)
}

function propertiesOf({ mapping, extra }: FieldSelection): readonly string[] {
  return [...new Set([...Object.values(mapping), ...extra])]
}

/** Looks for every property and label that the admin named: one line for each that the portal lacks, else one for all. */
export async function* checkMapping(
  ctx: ConnectorContext<HubspotSettings>,
  { entity, type, selection, line: name }: NamedMapping,
  definitions: Attempt<PropertyDefinitions>,
): AsyncGenerator<CheckResult> {
  const label = selection.associationLabel
  const labels = await attempt<readonly string[]>(async () => (label === null ? [] : readBuyerLabels(ctx)))
  if ('error' in definitions) return yield checkLine(name, definitions)
  if ('error' in labels) return yield checkLine(name, labels)
  const properties = propertiesOf(selection)
  const problems = properties.flatMap((property) => missing(entity, type, property, definitions.value))
  if (label !== null && !labels.value.includes(label)) {
    problems.push(unknownLabel(entity, label, labels.value))
  }
  for (const detail of problems) yield { name, ok: false, detail }
  if (problems.length > 0) return
  const named = [...properties, ...(label === null ? [] : [`the label "${label}"`])]
  yield { name, ok: true, detail: `HubSpot has ${named.join(', ')}` }
}

/** What a sync would say of the property; nothing where the portal has it. */
function missing(
  stream: string,
  type: ObjectType,
  property: string,
  definitions: PropertyDefinitions,
): readonly string[] {
  try {
    requireProperties(stream, type, [property], definitions)
    return []
  } catch (error) {
    if (error instanceof ConnectorError) return [error.message]
    throw error
  }
}

/** The labels that a link from a deal to a contact can have. */
async function readBuyerLabels(ctx: ConnectorContext<HubspotSettings>): Promise<readonly string[]> {
  const answer = await callClient(
    ctx,
    { budget: 'general', effect: 'read', operation: 'read the labels of deals to contacts' },
    (client) => client.crm.associations.v4.schema.definitionsApi.getAll('deals', 'contacts'),
  )
  return answer.results.flatMap(({ label }) => (typeof label === 'string' && label !== '' ? [label] : []))
}

function unknownLabel(stream: string, label: string, labels: readonly string[]): string {
  const meant = nearest(label, labels)
  const known = meant === null ? `; there: ${labels.join(', ') || 'none'}.` : `; did you mean "${meant}"?`
  return `stream ${stream}: HubSpot deals have no label "${label}" to contacts${known} Correct the mapping.`
}
