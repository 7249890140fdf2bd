import {
  ANSWERED_POLICY,
  AVERAGE_POLICY,
  REPUTATION_POLICY,
  REPUTATION_SCORE_POLICY,
  type Reputation,
  type ReputationTally,
  reputationOf,
  type ScoreWeights,
} from '@rapport/metrics'
import type { ScoreValue } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type FamilyScore, saveFamilyScores } from '../family-scores.ts'
import { reputationSentence } from './reputation-sentence.ts'
import { customersOfPlaces, placeTallies, sumOfTallies } from './tallies.ts'

/** Definition of what is kept of the places of a customer. */
export const reputationPolicy = 'reputation@1'

/** What the reputation of customers depends on beside the store. */
export interface ReputationScoring {
  readonly asOf: Date
  readonly weights: ScoreWeights
}

/** Places of one customer that its explanation names. */
const namedPlaces = 20

/** The tally of one place of a customer. */
interface CustomerPlace {
  /** `google/place:1`. */
  readonly place: string
  readonly tally: ReputationTally
}

/**
 * Stores the reputation of each customer with places that were reviewed, from the rows of the reviews. A row is written where a value,
 * the sentence or the counts of a place moved. Returns how many were written.
 */
export async function scoreReputation(db: Database, scoring: ReputationScoring): Promise<number> {
  const kept = {
    family: 'reputation',
    policy: reputationPolicy,
    asOf: scoring.asOf,
    marks: 'counts',
  } as const
  return saveFamilyScores(db, kept, reputationScores(db, scoring))
}

const customersAtOnce = 1_000

async function* reputationScores(
  db: Database,
  scoring: ReputationScoring,
): AsyncIterable<readonly FamilyScore[]> {
  const customers = [...(await placesByCustomer(db, scoring.asOf))]
  for (let start = 0; start < customers.length; start += customersAtOnce) {
    yield customers
      .slice(start, start + customersAtOnce)
      .map(([customerId, places]) => customerScore(customerId, places, scoring))
  }
}

async function placesByCustomer(
  db: Database,
  asOf: Date,
): Promise<ReadonlyMap<number, readonly CustomerPlace[]>> {
  const { rows } = await sql<{ connection: string; place_id: string; customer_id: number }>`
    select * from (${customersOfPlaces()}) as owned order by customer_id
  `.execute(db)
  if (rows.length === 0) return new Map()
  const tallies = await placeTallies(db, { asOf })
  const byPlace = new Map(tallies.map((group) => [placeName(group.connection, group.placeId), group.tally]))
  const found = rows.flatMap((row) => {
    const place = placeName(row.connection, row.place_id)
    const tally = byPlace.get(place)
    return tally === undefined ? [] : [{ customerId: row.customer_id, place, tally }]
  })
  return Map.groupBy(found, ({ customerId }) => customerId)
}

const placeName = (connection: string, id: string): string => `${connection}/place:${id}`

function customerScore(
  customerId: number,
  places: readonly CustomerPlace[],
  { asOf, weights }: ReputationScoring,
): FamilyScore {
  const tally = sumOfTallies(places.map((place) => place.tally))
  const figures = reputationOf(tally, asOf.getTime(), weights)
  const sorted = places.toSorted(
    (one, other) => other.tally.n - one.tally.n || (one.place < other.place ? -1 : 1),
  )
  return {
    customerId,
    n: tally.n,
    values: valuesOf(figures),
    why: reputationSentence(figures, tally.stars, places.length),
    explanation: {
      policies: {
        reputation_score: REPUTATION_SCORE_POLICY,
        average_rating: AVERAGE_POLICY,
        reputation: REPUTATION_POLICY,
        answered_share: ANSWERED_POLICY,
      },
      // Part of what makes a new row: what follows from it and from the day alone does not.
      counts: {
        places: places.length,
        reviews: tally.n,
        rated: tally.rated,
        positive: tally.positive,
        answered: tally.answered,
      },
      reputation: figures.reputation,
      sharePositive: figures.sharePositive,
      volume: figures.volume,
      daysSinceNewest: figures.daysSinceNewest,
      scoreParts: figures.score.parts,
      places: sorted.slice(0, namedPlaces).map(({ place, tally: own }) => ({
        place,
        n: own.n,
        average: reputationOf(own, asOf.getTime(), weights).average,
      })),
    },
  }
}

function valuesOf({ n, average, answered, score }: Reputation): Record<string, ScoreValue> {
  const known: readonly (readonly [string, number | null, number])[] = [
    ['reputation_score', score.score, 1],
    ['average_rating', average, 2],
    ['review_count', n, 0],
    ['answered_share', answered.share, 4],
  ]
  return Object.fromEntries(
    known.flatMap(([name, value, decimals]) =>
      value === null ? [] : [[name, { value: Number(value.toFixed(decimals)) }]],
    ),
  )
}
