import type { SetAsideRow } from '../survey-calculation/responses-file.ts'
import { findKeywords } from './find-keywords.ts'
import {
  type PlaceReputation,
  type PossibleCopies,
  placeReputations,
  possibleCopies,
} from './place-reputations.ts'
import { readReviews } from './read-reviews.ts'

/** What one reader is to do. Each goes through the whole file, and takes the places of its part. */
export interface PartitionTask {
  readonly path: string
  /** The name, for messages. */
  readonly file: string
  /** Ms since 1970. */
  readonly asOf: number
  /** The first moment that has not come. */
  readonly tomorrow: number
  readonly partition: number
  readonly partitions: number
  /** The table of the first pass has 2^bits counts. */
  readonly bits: number
}

/** What one reader found. */
export interface PartitionResult {
  readonly places: readonly PlaceReputation[]
  readonly possibleCopies: readonly PossibleCopies[]
  readonly counts: ReviewCounts
  readonly setAside: readonly SetAsideRow[]
}

export interface ReviewCounts {
  /** Rows below the header, those set aside and the copies included. */
  readonly rows: number
  /** Reviews that count. */
  readonly reviews: number
  /** Earlier copies of them. */
  readonly copies: number
  readonly afterAsOf: number
  readonly setAside: number
}

/** Reads the places of one part. Throws a CommandError where the file or its header cannot be read. */
export async function readPartition(task: PartitionTask): Promise<PartitionResult> {
  const read = await readReviews(task)
  const keywords = await findKeywords(task, read)
  const places = placeReputations(read, keywords, task.asOf)
  return {
    places,
    possibleCopies: possibleCopies(read),
    counts: {
      rows: read.rows,
      reviews: places.reduce((sum, { reputation }) => sum + reputation.n, 0),
      copies: read.copies,
      afterAsOf: read.afterAsOf,
      setAside: read.badRows,
    },
    setAside: read.setAside,
  }
}
