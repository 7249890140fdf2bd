import { isDeepStrictEqual } from 'node:util'
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
import { type Database, loadStageState, saveStageState } from '@rapport/store'
import { type FamilyScore, saveFamilyScores } from '../family-scores.ts'
import { concernedCustomers, type OwnedPlace } from './concerned-customers.ts'
import {
  countAllParts,
  countChangedParts,
  markPartsFromNowOn,
  scoresStage,
  talliesOfParts,
} from './place-parts.ts'
import { reputationSentence } from './reputation-sentence.ts'
import { sumOfTallies } from './tallies.ts'

/** Definition of what is kept of the places of a customer. */
export const reputationPolicy = 'reputation@1'

/** Goes up with every change of what is kept of a place or told of a customer: all are scored again then. */
const stateShape = 1

/** What the reputation of customers depends on beside the store. */
export interface ReputationScoring {
  /** What the scores are of: the end of a day, as of all families. */
  readonly asOf: Date
  /** The last moment of that day; what came after it does not count. */
  readonly until: Date
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
 * the sentence or the counts of a place moved. Where the moment and the settings are those of the last scoring, only customers are
 * looked at whose places or reviews are others. Returns how many rows were written.
 */
export async function scoreReputation(db: Database, scoring: ReputationScoring): Promise<number> {
  const { asOf, until, weights } = scoring
  const settings = {
    ...{ stateShape, policy: reputationPolicy, weights },
    ...{ asOf: asOf.toISOString(), until: until.toISOString() },
  }
  const isSame = isDeepStrictEqual(await loadStageState(db, scoresStage), settings)
  if (!isSame) await markPartsFromNowOn(db)
  return db.transaction().execute(async (transaction) => {
    if (!isSame) await countAllParts(transaction, until)
    const changed = isSame ? await countChangedParts(transaction, until) : []
    const { owned, concerned } = await concernedCustomers(transaction, changed)
    await saveStageState(transaction, scoresStage, settings)
    const kept = {
      ...({ family: 'reputation', policy: reputationPolicy, asOf, marks: 'counts' } as const),
      ...(isSame ? { customers: [...concerned] } : {}),
    }
    const places = isSame ? owned.filter(({ customerId }) => concerned.has(customerId)) : owned
    return saveFamilyScores(transaction, kept, reputationScores(transaction, places, scoring))
  })
}

const customersAtOnce = 1_000

async function* reputationScores(
  db: Database,
  places: readonly OwnedPlace[],
  scoring: ReputationScoring,
): AsyncIterable<readonly FamilyScore[]> {
  const customers = [...(await placesByCustomer(db, places))]
  for (let start = 0; start < customers.length; start += customersAtOnce) {
    yield customers
      .slice(start, start + customersAtOnce)
      .map(([customerId, own]) => customerScore(customerId, own, scoring))
  }
}

async function placesByCustomer(
  db: Database,
  places: readonly OwnedPlace[],
): Promise<ReadonlyMap<number, readonly CustomerPlace[]>> {
  if (places.length === 0) return new Map()
  const tallies = await talliesOfParts(db, places)
  const byPlace = new Map(tallies.map((group) => [placeName(group.connection, group.placeId), group.tally]))
  const found = places.flatMap(({ connection, placeId, customerId }) => {
    const place = placeName(connection, placeId)
    const tally = byPlace.get(place)
    return tally === undefined ? [] : [{ customerId, place, tally }]
  })
  return Map.groupBy(found, ({ customerId }) => customerId)
}

const placeName = (connection: string, id: string): string => `${connection}/place:${id}`

function customerScore(
  customerId: number,
  places: readonly CustomerPlace[],
  { until, weights }: ReputationScoring,
): FamilyScore {
  const tally = sumOfTallies(places.map((place) => place.tally))
  const figures = reputationOf(tally, until.getTime(), weights)
  const sorted = places.toSorted(
    (one, other) => other.tally.n - one.tally.n || (one.place < other.place ? -1 : 1),
  )
  return {
    customerId,
    n: tally.n,
    values: valuesOf(figures),
    why: reputationSentence(figures, tally, places.length),
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
        average: reputationOf(own, until.getTime(), weights).average,
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
