import { type FirstContactPolicy, type FirstContactPreset, firstContactPresets } from '@rapport/metrics'
import { nearest } from '@rapport/model'
import { UsageError } from '../command-error.ts'

/** By which rule first-contact resolution is judged: Rapport's own, or that of another system. */
export type FcrPolicy =
  | { readonly kind: 'rapport'; readonly id: string; readonly policy: FirstContactPolicy }
  | { readonly kind: 'preset'; readonly id: FirstContactPreset }

export const FCR_PRESETS = Object.keys(firstContactPresets) as readonly FirstContactPreset[]

const WINDOWS_IN_DAYS = [3, 7, 14, 30]

const rapportPolicy = (windowDays: number, sameTopic: boolean): FcrPolicy => {
  const id = `rapport-fcr-${windowDays}d${sameTopic ? '-topic' : ''}@1`
  return { kind: 'rapport', id, policy: { id, windowDays, sameTopic } }
}

const policies: readonly FcrPolicy[] = [
  ...WINDOWS_IN_DAYS.map((days) => rapportPolicy(days, false)),
  ...WINDOWS_IN_DAYS.map((days) => rapportPolicy(days, true)),
  ...FCR_PRESETS.map((id): FcrPolicy => ({ kind: 'preset', id })),
]

/** The policy of the id. Throws a UsageError that names the nearest one. */
export function fcrPolicy(id: string): FcrPolicy {
  const known = policies.find((policy) => policy.id === id)
  if (known !== undefined) return known
  const ids = policies.map((policy) => policy.id)
  const meant = nearest(id, ids)
  const advice = meant === null ? `there are ${ids.join(', ')}` : `did you mean "${meant}"?`
  throw new UsageError(`--policy "${id}" is not known: ${advice}`)
}
