import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { CommandError } from '../command-error.ts'
import { readInThreads } from '../reading-threads.ts'
import type { SetAsideRow } from '../survey-calculation/responses-file.ts'
import type { PartitionResult, PartitionTask, ReviewCounts } from './partition.ts'
import type { PlaceReputation, PossibleCopies } from './place-reputations.ts'

/** Below this size, starting a worker costs more than it saves. */
const SMALL_FILE = 8 * 2 ** 20

/** More workers read no faster: each goes through the whole file. */
const MOST_WORKERS = 4

/** Bytes of a file for each different term, about; a smaller table finds the same and counts more terms in vain. */
const BYTES_PER_TERM = 10
const [FEWEST_BITS, MOST_BITS] = [16, 26]

/** What `rapport calc reputation` computed. */
export interface ReputationCalculation {
  readonly path: string
  /** The file's name, for messages. */
  readonly file: string
  /** Ms since 1970. */
  readonly asOf: number
  readonly counts: ReviewCounts
  /** In order of their ids. */
  readonly places: readonly PlaceReputation[]
  readonly possibleCopies: readonly PossibleCopies[]
  /** In order of their lines; the first ten thousand. */
  readonly setAside: readonly SetAsideRow[]
}

export interface ReputationOptions {
  /** Ms since 1970. */
  readonly asOf: number
  /** The first moment that has not come; a review of then or later is set aside. */
  readonly tomorrow: number
  /** Threads that read. 1 reads in this one. By default 1 for small files, else 2 where the machine has them. */
  readonly workers?: number
}

/**
 * Computes the reputation of each place of a file of reviews. The file is read three times, and no text is kept: memory grows by
 * some 85 bytes a review, and with the keywords that are found. Throws a CommandError that says what is wrong with the file.
 */
export async function calculateReputation(
  file: string,
  { asOf, tomorrow, workers }: ReputationOptions,
): Promise<ReputationCalculation> {
  const name = path.basename(file)
  const before = await versionOf(file)
  const partitions = Math.max(1, Math.min(MOST_WORKERS, workers ?? usualWorkers(before.size)))
  const parts = await readPartitions({
    path: file,
    file: name,
    asOf,
    tomorrow,
    partitions,
    bits: bitsFor(before.size / partitions),
  })
  const after = await versionOf(file)
  if (after.size !== before.size || after.changedAt !== before.changedAt) {
    throw new CommandError(`${name} was changed while it was read: run the command again when it is written`)
  }
  const counts = sumOf(parts.map((part) => part.counts))
  const setAside = parts.flatMap((part) => part.setAside).sort((one, other) => one.line - other.line)
  checkCounts(name, counts, setAside, asOf)
  return {
    path: file,
    file: name,
    asOf,
    counts,
    places: parts.flatMap((part) => part.places).sort(byPlace),
    possibleCopies: parts.flatMap((part) => part.possibleCopies).sort(byPlaceAndTime),
    setAside,
  }
}

async function versionOf(file: string): Promise<{ readonly size: number; readonly changedAt: number }> {
  const found = await stat(file).catch(() => null)
  // What else is wrong with it, its reader says.
  if (found === null || found.isDirectory()) return { size: 0, changedAt: 0 }
  if (!found.isFile()) {
    throw new CommandError(
      `${file} cannot be read: it is a pipe, and reviews are read several times: give a file`,
    )
  }
  return { size: found.size, changedAt: found.mtimeMs }
}

const usualWorkers = (size: number): number => (size < SMALL_FILE ? 1 : Math.min(2, availableParallelism()))

const bitsFor = (size: number): number =>
  Math.min(MOST_BITS, Math.max(FEWEST_BITS, Math.ceil(Math.log2(size / BYTES_PER_TERM))))

function checkCounts(
  name: string,
  counts: ReviewCounts,
  setAside: readonly SetAsideRow[],
  asOf: number,
): void {
  if (counts.rows === 0) throw new CommandError(`${name} has a header and no rows: nothing to calculate with`)
  const [first] = setAside
  if (counts.setAside === counts.rows && first !== undefined) {
    throw new CommandError(
      `${name}: all rows are bad (${counts.rows}): nothing is left to calculate with; line ${first.line}: ${first.reason}`,
    )
  }
  if (counts.reviews === 0) {
    throw new CommandError(
      `${name}: all reviews are after ${new Date(asOf).toISOString()}: give a later --as-of`,
    )
  }
}

const sumOf = (all: readonly ReviewCounts[]): ReviewCounts =>
  all.reduce((sum, counts) => ({
    rows: sum.rows + counts.rows,
    reviews: sum.reviews + counts.reviews,
    copies: sum.copies + counts.copies,
    afterAsOf: sum.afterAsOf + counts.afterAsOf,
    setAside: sum.setAside + counts.setAside,
  }))

const byPlace = (one: { readonly placeId: string }, other: { readonly placeId: string }): number =>
  one.placeId < other.placeId ? -1 : one.placeId > other.placeId ? 1 : 0

const byPlaceAndTime = (one: PossibleCopies, other: PossibleCopies): number =>
  byPlace(one, other) || one.createdAt - other.createdAt

/** Reads all partitions, each in its thread. The first failure ends them all. */
async function readPartitions(task: Omit<PartitionTask, 'partition'>): Promise<PartitionResult[]> {
  if (task.partitions === 1) {
    // Loaded here alone: where others read, this thread needs none of it.
    const { readPartition } = await import('./partition.ts')
    return [await readPartition({ ...task, partition: 0 })]
  }
  return readInThreads<PartitionResult>(
    new URL('./partition-worker.ts', import.meta.url),
    Array.from({ length: task.partitions }, (_, partition): PartitionTask => ({ ...task, partition })),
  )
}
