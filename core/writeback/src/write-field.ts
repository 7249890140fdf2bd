import type { TargetField } from '@rapport/connector'

/** The entities that Rapport writes scores to: the customer's own records, and tickets. */
export const writeEntities = ['contact', 'company', 'ticket'] as const
export type WriteEntity = (typeof writeEntities)[number]

/**
 * When a moved value is worth a write:
 * - `model`: when it moved by more than the materiality, a share of what the CRM holds
 * - `exact`: when it moved at all
 * - `companion`: it travels with a write that has another cause; by itself only to fill a field that somebody deleted
 */
export type Materiality = 'model' | 'exact' | 'companion'

/** Ids of the policies that a workspace computes its figures of service by. */
export interface FieldPolicies {
  readonly service: string
  readonly fcr: string
}

/** A field that Rapport can write: what the connector needs of it, and how write-back treats it. */
export interface WriteField extends TargetField {
  readonly material: Materiality
  /** Which definition the value comes from; null for the companions, which speak of all of them. */
  readonly policy: string | null
  /** Which setting of the workspace chooses that definition; null where it is fixed. */
  readonly policySetting: keyof FieldPolicies | null
  /** Name of the value within the score; the moment and the sentence of the score itself for the companions. */
  readonly source: { readonly value: string } | 'asOf' | 'why'
  readonly entities: readonly WriteEntity[]
  /** Fields of one group are written together, so that an interval never excludes its own value. */
  readonly group: string | null
}
