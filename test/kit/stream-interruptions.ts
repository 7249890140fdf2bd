import process from 'node:process'
import fc from 'fast-check'
import { expectSameAsSource, expectThat } from './expectation.ts'
import type { Ledger } from './ledger.ts'
import type { StreamStandIn } from './stand-in.ts'
import { required, type StreamCheck } from './stream-checks.ts'
import { newLedger, readStream, type StreamSubject, streamOf } from './stream-subject.ts'

/** How many different places of death are tried: a few others in every run of the tests, many in `npm run test:faults`. */
const full = process.env.RAPPORT_FAULTS === 'full'
const deaths = full ? 60 : 3
/** How far a backfill has come when the process dies and records change behind its back. */
const sharesRead = full ? [0.1, 0.5, 0.9] : [0.5]

/** Killed after any change of a backfill, once or several times, and started again: the end state is that of an undisturbed run. */
export const backfillSurvivesAnyKill: StreamCheck = async (subject, standIn) => {
  await standIn.populate(standIn.pageSize * 2 + 3)
  await expectSameAfterKills(subject, standIn, newLedger(subject))
}

/** The same for a run that brings new, changed and deleted records to a copy that was complete. */
export const updateSurvivesAnyKill: StreamCheck = async (subject, standIn) => {
  const ids = await standIn.populate(standIn.pageSize)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  await standIn.modify(ids.slice(0, 2))
  await standIn.populate(standIn.pageSize * 2 + 3)
  await standIn.modify(ids.slice(1, 3))
  for (const id of ids.slice(3, 4)) await standIn.archive?.(id)
  await standIn.addWithSameModifiedTime?.(standIn.pageSize * 3)
  await expectSameAfterKills(subject, standIn, ledger)
}

async function expectSameAfterKills(
  subject: StreamSubject,
  standIn: StreamStandIn,
  start: Ledger,
): Promise<void> {
  const { changes } = await readStream(subject, standIn, start.fork())
  const kills = fc.array(fc.integer({ min: 1, max: changes }), { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(kills, async (stops) => {
      const ledger = start.fork()
      for (const stopAfter of stops) await readStream(subject, standIn, ledger, { stopAfter })
      await readStream(subject, standIn, ledger)
      await expectSameAsSource(ledger, standIn)
    }),
    {
      numRuns: deaths,
      includeErrorInReport: true,
      // The first change and the last ones are where a gap between commit and checkpoint shows.
      examples: [[[1]], [[Math.max(1, changes - 1)]], ...(full ? [[[changes]] as [number[]]] : [])],
    },
  )
}

/** Records that change while the process is down are not missed by the run that takes over. */
export const findsWhatChangedWhileDown: StreamCheck = async (subject, standIn) => {
  const ids = [...(await standIn.populate(standIn.pageSize * 2 + 3))]
  const whole = newLedger(subject)
  const { changes } = await readStream(subject, standIn, whole)
  for (const share of sharesRead) {
    const ledger = newLedger(subject)
    await readStream(subject, standIn, ledger, { stopAfter: Math.max(1, Math.floor(changes * share)) })
    await standIn.modify([ids[0], ids.at(-1)].filter((id) => id !== undefined))
    await standIn.populate(1)
    await readStream(subject, standIn, ledger)
    // A backfill lists records as they were met; what changed behind its back comes with the next, incremental, run.
    await readStream(subject, standIn, ledger)
    await expectSameAsSource(ledger, standIn)
  }
}

/** Told to stop between two pages, the stream ends, and what was committed can be gone on from. */
export const abortLeavesAValidCheckpoint: StreamCheck = async (subject, standIn) => {
  await standIn.populate(standIn.pageSize * 2 + 3)
  const ledger = newLedger(subject)
  const stop = new AbortController()
  await readUntilStopped(
    readStream(subject, standIn, ledger, {
      signal: stop.signal,
      afterChange: (_change, count) => {
        if (count === Math.ceil(standIn.pageSize / 2)) stop.abort()
      },
    }),
    stop.signal,
  )
  expectValidState(ledger.state, streamOf(subject).state)
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
}

/** Told to stop while the vendor does not answer, the stream ends at once, and its checkpoint can be gone on from. */
export const abortEndsAHangingCall: StreamCheck = async (subject, standIn) => {
  await standIn.populate(standIn.pageSize * 2 + 3)
  const ledger = newLedger(subject)
  const stop = new AbortController()
  const reading = readStream(subject, standIn, ledger, {
    signal: stop.signal,
    afterChange: (_change, count) => {
      if (count !== standIn.pageSize) return
      required(standIn.fault).call(standIn, 'hang')
      const calls = required(standIn.callCount).call(standIn)
      const arrival = setInterval(() => {
        if (required(standIn.callCount).call(standIn) === calls) return
        clearInterval(arrival)
        stop.abort()
      }, 1)
      stop.signal.addEventListener('abort', () => clearInterval(arrival))
    },
  })
  await readUntilStopped(reading, stop.signal)
  expectThat(stop.signal.aborted, 'the stream made no call after its first page')
  expectValidState(ledger.state, streamOf(subject).state)
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
}

async function readUntilStopped(reading: Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    await reading
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function expectValidState(state: unknown, schema: { safeParse(value: unknown): { success: boolean } }): void {
  expectThat(
    state === null || schema.safeParse(state).success,
    `the state after the stop does not pass the stream's schema: ${JSON.stringify(state)}`,
  )
}
