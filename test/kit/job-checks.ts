import { expectThat } from './expectation.ts'
import { prepare, type TargetCheck } from './target-checks.ts'
import { openJob } from './target-subject.ts'

/** A job that is filled and not sent, as where a process is killed, has no effect. */
export const unsentJobWritesNothing: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 4)
  const before = standIn.recordWrites()
  const job = openJob(subject, ctx)
  await job.add(writes.slice(0, 2))
  await job.add(writes.slice(2))
  expectThat(job.size === 4, `a job that was given 4 writes has the size ${job.size}`)
  const written = standIn.recordWrites() - before
  expectThat(written === 0, `${written} records were written by a job that was never sent`)
}

/** The results of a job name each of its writes once: those that were refused, those that have gone, and the others. */
export const jobTellsEveryWrite: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 6)
  standIn.refuse(writes[1]?.id ?? '')
  await standIn.remove(writes[4]?.id ?? '')
  const job = openJob(subject, ctx)
  await job.add(writes)
  const told: string[] = []
  for await (const part of job.send()) told.push(...part.map(({ id }) => id))
  const [wanted, got] = [writes.map(({ id }) => id).toSorted(), told.toSorted()].map((ids) => ids.join(', '))
  expectThat(wanted === got, `the writes were ${wanted}; the results of the job name ${got}`)
}
