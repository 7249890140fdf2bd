import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import { currencyField } from '../organisation.ts'
import type { TargetObject } from './target-object.ts'

const known = new WeakMap<object, Map<TargetObject, Promise<boolean>>>()

/** Whether each record has a currency of its own, as in an org with several, in which its money is read. One call per run. */
export function haveCurrencies(ctx: SalesforceContext, object: TargetObject): Promise<boolean> {
  const ofRun = known.get(ctx.run) ?? new Map<TargetObject, Promise<boolean>>()
  known.set(ctx.run, ofRun)
  const asked = ofRun.get(object)
  if (asked !== undefined) return asked
  const asking = describeObject(ctx, object)
    .then((described) => described?.fields.has(currencyField) === true)
    .catch((error: unknown) => {
      ofRun.delete(object)
      throw error
    })
  ofRun.set(object, asking)
  return asking
}
