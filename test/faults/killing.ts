import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Installation } from '../support/installation.ts'
import { randomNumbers } from '../support/portal.ts'

/** Whether all the kills are made, as in `npm run test:faults`, or a few. */
export const full = process.env.RAPPORT_FAULTS === 'full'

/** A vendor with Rapport set up for it, which nothing else uses. */
export interface Subject extends AsyncDisposable {
  readonly installation: Installation
  /** Calls that the stand-in has answered so far. */
  answered(): number
  /** All that a sync leaves, at the vendor and in the store. */
  endState(): Promise<unknown>
  /** How often each record was written, by the stand-in's own log. */
  writes(): ReadonlyMap<string, number>
}

/** How the end of a sync is reached. */
export interface KillingOptions {
  readonly kills: number
  /** Records that a sync writes. */
  readonly records: number
  /** Opens a subject: always with the same records. Rounds of the same way make the same calls. */
  open(way: string): Promise<Subject>
  /** Taken in turn. */
  readonly ways: readonly string[]
}

interface Reference {
  readonly end: unknown
  readonly calls: number
  readonly ms: number
}

/**
 * Kills a sync at random moments, each time in a new set-up, and starts it again: it must end as one that nothing disturbed, with
 * every record written exactly once.
 */
export async function expectSameEndWhenKilled(options: KillingOptions): Promise<void> {
  const references = new Map<string, Reference>()
  for (const way of options.ways) references.set(way, await undisturbed(options, way))
  const random = randomNumbers(20_241_231)
  for (let round = 0; round < options.kills; round += 1) {
    const way = options.ways[round % options.ways.length]!
    const reference = references.get(way)!
    await using subject = await options.open(way)
    const calls = Math.floor(random() * (reference.calls + 1))
    const moreMs = random() * Math.min(400, reference.ms / 8)
    const where = `round ${round}, ${way}: killed ${moreMs.toFixed(0)} ms after call ${calls} of ${reference.calls}`
    await killAfter(subject, calls, moreMs)

    // The server may still be at what the killed process asked of it last, and hold its lock for that.
    const { code, stderr } = await subject.installation.run('sync', '--wait', '--json')
    expect(code, `${where}\n${stderr}`).toBe(0)
    expect(await subject.endState(), where).toEqual(reference.end)
    expectWrittenOnce(subject, options.records, where)
    // The full count takes half an hour: whoever waits sees that it goes on.
    if (full && (round + 1) % 20 === 0) console.info(`${round + 1} of ${options.kills} kills`)
  }
}

async function undisturbed(options: KillingOptions, way: string): Promise<Reference> {
  await using subject = await options.open(way)
  const started = performance.now()
  const { code, stderr } = await subject.installation.run('sync', '--json')
  expect(stderr).not.toContain('rapport: ')
  expect(code).toBe(0)
  expectWrittenOnce(subject, options.records, 'undisturbed')
  return { end: await subject.endState(), calls: subject.answered(), ms: performance.now() - started }
}

/** Every record was written, and none twice. */
export function expectWrittenOnce(subject: Subject, records: number, where: string): void {
  const writes = subject.writes()
  expect(writes.size, where).toBe(records)
  expect(Math.max(...writes.values()), where).toBe(1)
}

/** Kills the sync when the stand-in has answered so many calls, and a moment later, so that it dies anywhere in between. */
async function killAfter({ installation, answered }: Subject, calls: number, moreMs: number): Promise<void> {
  const running = installation.start('sync', '--json')
  const exited = running.finished.then(() => true)
  while (answered() < calls) {
    if (await Promise.race([exited, pause(1).then(() => false)])) break
  }
  await Promise.race([exited, pause(moreMs)])
  running.process.kill('SIGKILL')
  await running.finished
}
