import type { FieldValues } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { type ApplyCounts, type ApplyOptions, applyPlan } from '../apply.ts'
import { targetFields } from '../fields.ts'
import { createPlan } from '../plan.ts'
import { type TestCrm, testContext } from './crm.ts'
import { planRequest } from './plan-request.ts'
import type { TestWorkspace } from './workspace.ts'

const fields = targetFields(['clv', 'orders', 'why'], 'contact')

/** Plans these values of `clv`, `orders` and `why`, by record. Returns the plan's number. */
export async function planValues(
  db: Database,
  wanted: Readonly<Record<string, FieldValues>>,
): Promise<number> {
  const { planId } = await createPlan(db, planRequest(fields, wanted))
  return planId
}

/** Applies a plan of those fields to the CRM; what people edited is kept unless the options say otherwise. */
export function applyTo(
  { db, hold }: Pick<TestWorkspace, 'db' | 'hold'>,
  crm: TestCrm,
  planId: number,
  more: Partial<ApplyOptions> = {},
): Promise<ApplyCounts> {
  return applyPlan(db, testContext(), crm.target, planId, {
    onDrift: 'keep',
    fields,
    signal: new AbortController().signal,
    hold,
    ...more,
  })
}
