import type { Configuration } from '@rapport/config'
import { firstContactPolicy, servicePolicy } from '@rapport/score'
import type { FieldPolicies } from '@rapport/writeback'

/** By which policies a workspace computes its figures of service: what the fields in the CRM say of themselves. */
export function fieldPolicies({ metrics: { service } }: Configuration): FieldPolicies {
  return { service: servicePolicy(service).id, fcr: firstContactPolicy(service).id }
}
