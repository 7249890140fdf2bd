import type { CallRecord } from '@rapport/connector'
import { expectSameAsSource, expectThat } from './expectation.ts'
import { expectNoSecret } from './secrets.ts'
import type { Fault } from './stand-in.ts'
import { required, type StreamCheck } from './stream-checks.ts'
import { newLedger, type ReadSummary, readStream } from './stream-subject.ts'

/** Faults that a run gets over by itself, and how each is recorded. */
const recordedAs: Readonly<Record<Exclude<Fault, 'hang'>, CallRecord['outcome']>> = {
  'unauthorised-once': 'auth',
  rate: 'rate',
  'rate-with-retry-after': 'rate',
  'server-error': 'transient',
  truncated: 'transient',
  reset: 'transient',
}

/** Faults that a run gets over by itself. */
export const passingFaults = Object.keys(recordedAs) as (keyof typeof recordedAs)[]

/**
 * The fault strikes the first call of a backfill, the first one after a page, and the first one of an update; the end state
 * is that of undisturbed runs. A token is refused once a run.
 */
export function survives(fault: keyof typeof recordedAs): StreamCheck {
  return async (subject, standIn) => {
    const strike = (): void => required(standIn.fault).call(standIn, fault)
    const ids = await standIn.populate(standIn.pageSize * 2 + 3)
    const ledger = newLedger(subject)
    if (fault !== 'unauthorised-once') strike()
    const backfill = await readStream(subject, standIn, ledger, {
      afterChange: (_change, count) => {
        if (count === standIn.pageSize) strike()
      },
    })
    await expectSameAsSource(ledger, standIn)
    expectMet(fault, backfill)
    await standIn.modify(ids.slice(0, 2))
    strike()
    const update = await readStream(subject, standIn, ledger)
    await expectSameAsSource(ledger, standIn)
    expectMet(fault, update)
  }
}

function expectMet(fault: keyof typeof recordedAs, read: ReadSummary): void {
  const struck = read.calls.filter(({ outcome }) => outcome !== 'ok')
  expectThat(struck.length > 0, `no call met the fault "${fault}"`)
  for (const { outcome, operation } of struck) {
    expectThat(
      outcome === recordedAs[fault],
      `"${fault}" was taken for "${outcome}" at ${operation}; it is "${recordedAs[fault]}"`,
    )
  }
  if (fault === 'rate' || fault === 'rate-with-retry-after') expectBudgetEmptied(fault, read)
}

function expectBudgetEmptied(fault: Fault, { budgets, calls }: ReadSummary): void {
  const [first] = budgets.exhausted
  expectThat(first !== undefined, 'a 429 did not empty the budget that other processes share')
  expectThat(first.forMs > 0, 'a 429 emptied the budget for no time at all')
  expectThat(
    calls.some(({ budget }) => budget === first.budget),
    `a 429 emptied "${first.budget}", which no call spends`,
  )
  if (fault === 'rate-with-retry-after') {
    expectThat(first.forMs === 1000, `Retry-After said 1000 ms, the budget was emptied for ${first.forMs} ms`)
  }
}

/** With no second attempt, each fault ends the run with an error; neither it nor any record of a call holds a secret. */
export const errorsHoldNoSecret: StreamCheck = async (subject, standIn) => {
  await standIn.populate(2)
  for (const fault of passingFaults) {
    required(standIn.fault).call(standIn, fault)
    const ledger = newLedger(subject)
    const outcome = await readStream(subject, standIn, ledger, { attempts: 1 }).catch(
      (error: unknown) => error,
    )
    expectThat(
      outcome instanceof Error || fault === 'unauthorised-once',
      `"${fault}" and no second attempt: the run must end with an error`,
    )
    if (outcome instanceof Error) expectNoSecret(outcome, standIn.secrets, `the error of "${fault}"`)
  }
}

/** What an undisturbed run yields and records holds no secret. */
export const yieldsHoldNoSecret: StreamCheck = async (subject, standIn) => {
  await standIn.populate(2)
  const ledger = newLedger(subject)
  const yielded: unknown[] = []
  const { calls } = await readStream(subject, standIn, ledger, {
    afterChange: (change) => {
      yielded.push(change)
    },
  })
  expectNoSecret(yielded, standIn.secrets, 'a change')
  expectNoSecret(calls, standIn.secrets, 'the record of a call')
}
