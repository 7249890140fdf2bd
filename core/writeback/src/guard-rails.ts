import type { FieldValues } from '@rapport/connector'
import type { PlanCounts } from './plan-record.ts'
import { fieldValue } from './stored-value.ts'
import type { WriteField } from './write-field.ts'

/** When a plan is stopped until a person confirms it. */
export interface GuardRailSettings {
  /** Largest share of the records that already hold a Rapport value in which a number may jump, 0–1. */
  readonly maxChangedShare: number
  /** Largest share of them that may lose a value, 0–1. */
  readonly maxClearedShare: number
  /** Where fewer records hold a Rapport value, the guard rails do not act. */
  readonly minRecords: number
  /** Share by which a number must move to be a jump, 0.25 = 25 %. */
  readonly jumpShare: number
}

/**
 * Whether a change is a jump: one of its numbers moves by more than a share of what stood there, or a choice changes. A model
 * that is fitted anew moves every number a little, and that must not stop a sync; a wrong mapping or currency moves them far.
 */
export function isJump(
  fields: readonly WriteField[],
  change: { readonly before: FieldValues; readonly after: FieldValues },
  share: number,
): boolean {
  return fields.some((field) => {
    if (field.material === 'companion' || !Object.hasOwn(change.after, field.name)) return false
    const [before, after] = [fieldValue(change.before, field.name), fieldValue(change.after, field.name)]
    if (typeof before === 'number' && typeof after === 'number') {
      return Math.abs(after - before) > share * Math.abs(before)
    }
    return field.type === 'enumeration' && before !== after
  })
}

export type GuardRailResult =
  | { readonly stopped: false }
  | {
      readonly stopped: true
      readonly rails: readonly ('changed' | 'cleared')[]
      /** What is out of line, with the numbers. */
      readonly sentence: string
      /** What to do about it. */
      readonly confirm: string
    }

/**
 * Whether a plan makes numbers jump, or clears values, in suspiciously many records. Shares are of the records that already hold a value written by Rapport,
 * so the first write ever is never stopped, nor is a write to few records.
 */
export function checkGuardRails(
  counts: PlanCounts,
  settings: GuardRailSettings,
  plan: { readonly planId: number; readonly connection: string; readonly entity: string },
): GuardRailResult {
  const base = counts.holding
  if (base === 0 || base < settings.minRecords) return { stopped: false }
  const found: { rail: 'changed' | 'cleared'; text: string }[] = []
  if (counts.changing > settings.maxChangedShare * base) {
    found.push({
      rail: 'changed',
      text: `would make numbers jump in ${portion(counts.changing, base, settings.maxChangedShare)}`,
    })
  }
  if (counts.cleared > settings.maxClearedShare * base) {
    found.push({
      rail: 'cleared',
      text: `would clear values of ${portion(counts.cleared, base, settings.maxClearedShare)}`,
    })
  }
  if (found.length === 0) return { stopped: false }
  return {
    stopped: true,
    rails: found.map(({ rail }) => rail),
    sentence: `plan ${plan.planId} for ${plan.connection}/${plan.entity} ${found.map(({ text }) => text).join(' and ')}; nothing was written`,
    confirm: `look at it with "npx rapport plan ${plan.planId}"; if it is right, run "npx rapport apply ${plan.planId} --confirm" or "npx rapport sync --confirm" to confirm it, otherwise mend the cause and sync again`,
  }
}

function portion(count: number, base: number, limit: number): string {
  return `${count} of the ${base} records that hold a Rapport value (${percent(count / base)}, limit ${percent(limit)})`
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
