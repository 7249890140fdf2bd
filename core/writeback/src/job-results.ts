import type { ConnectorError, WriteResult } from '@rapport/connector'
import type { ApplyScope } from './apply-scope.ts'
import { endsEverything, fateOf, passesAtLast, refusal } from './delivery.ts'
import { keepOutcomes, type WrittenLine } from './keep-outcomes.ts'
import { sendingItems } from './plan-items.ts'

/** Keeps what became of the lines of a job, part by part. */
export class JobResults {
  readonly #scope: ApplyScope
  /** Why nothing more may be sent; null where there is no such reason. */
  ending: ConnectorError | null = null
  /** Why lines that are not at fault themselves must be sent again; null where there are none. */
  later: ConnectorError | null = null
  /** Whether nobody knows of a line whether it was written. */
  anyUnknown = false

  constructor(scope: ApplyScope) {
    this.#scope = scope
  }

  /**
   * Keeps one part. Lines that were not written for a passing reason are planned again; those of which nobody knows stay under
   * way.
   */
  async keep(results: readonly WriteResult[]): Promise<void> {
    const { db, plan } = this.#scope
    const resultOf = new Map(results.map((result) => [result.id, result]))
    const written: WrittenLine[] = []
    const planAgain: number[] = []
    for (const { id, recordId, after: values } of await sendingItems(db, plan.id, [...resultOf.keys()])) {
      const result = resultOf.get(recordId)
      if (result === undefined) continue
      if (result.ok) {
        written.push({ id, recordId, values, outcome: { state: 'applied' } })
        continue
      }
      const { error } = result
      const fate = fateOf(error)
      if (endsEverything(error)) this.ending ??= error
      else if (fate === 'unknown' || passesAtLast(error)) this.later ??= error
      if (fate === 'unknown') this.anyUnknown = true
      if (fate === 'refused') written.push({ id, recordId, values, outcome: refusal(error) })
      else if (fate !== 'unknown') planAgain.push(id)
    }
    await keepOutcomes(this.#scope, written, planAgain)
  }
}
