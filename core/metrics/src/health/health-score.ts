import { compensatedSum } from '@rapport/stats'
import type { HealthFacts } from './health-facts.ts'
import {
  betweenAnchors,
  HEALTH_LINES,
  HEALTH_POLICY,
  HEALTH_WEIGHTS,
  type HealthAnchors,
  type HealthLine,
  type HealthPart,
  type HealthWeights,
} from './health-policy.ts'

/** How much of the weight must be known. */
const LEAST_KNOWN = 0.5

/** A line as it counted. */
export interface HealthLineResult {
  readonly line: HealthLine
  /** In the unit of `HEALTH_LINES`; null is unknown. */
  readonly value: number | null
  /** 0 at the poor anchor or beyond it, 1 at the healthy one; null where unknown. */
  readonly standing: number | null
  /**
   * By how many points of the score the line pulls up (above 0) or down, against 5.5, the middle of the scale: the pulls of
   * all lines and 5.5 add up to the score before rounding. Null where unknown, or where there is no score.
   */
  readonly pull: number | null
}

/** A part as it counted. */
export interface HealthPartResult {
  readonly part: HealthPart
  readonly weight: number
  /** The mean of the known lines, 0–1; null where none is known. */
  readonly standing: number | null
  readonly lines: readonly HealthLineResult[]
}

/** A health score with all it was made of; plain data, to be stored. */
export interface HealthScore {
  readonly policy: typeof HEALTH_POLICY
  /** 1–10 to one decimal; null with its reason. */
  readonly score: number | null
  readonly unknown: 'too-little-known' | null
  /** The share of the weight whose parts are known, 0–1. */
  readonly known: number
  readonly parts: readonly HealthPartResult[]
}

export interface HealthSettings {
  /** Default `HEALTH_WEIGHTS`. */
  readonly weights?: HealthWeights
  /** Default `HEALTH_LINES`. */
  readonly lines?: readonly HealthAnchors[]
}

const knownValue = (value: number | null | undefined): number | null =>
  value === undefined || value === null || Number.isNaN(value) ? null : value

/** The tenths are counted so that a half, which a double may miss by a hair, goes up. */
export const toOneDecimal = (value: number): number => Math.floor(value * 10 + 0.5 + 1e-9) / 10

function checkWeights(weights: HealthWeights): void {
  for (const [part, weight] of Object.entries(weights)) {
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`The weight of ${part} is ${weight}; give a number from 0 on.`)
    }
  }
  if (!(compensatedSum(Object.values(weights)) > 0)) {
    throw new RangeError('All weights of the health score are 0; give at least one part a weight above 0.')
  }
}

/** A part before anything is known of the others. */
interface WeighedPart {
  readonly part: HealthPart
  readonly weight: number
  readonly standing: number | null
  readonly lines: readonly {
    readonly line: HealthLine
    readonly value: number | null
    readonly standing: number | null
  }[]
}

function weighedPart(
  part: HealthPart,
  weight: number,
  facts: HealthFacts,
  anchors: readonly HealthAnchors[],
): WeighedPart {
  const lines = anchors
    .filter((one) => one.part === part)
    .map((one) => {
      const value = knownValue(facts[one.line])
      return { line: one.line, value, standing: value === null ? null : betweenAnchors(value, one) }
    })
  const standings = lines.flatMap(({ standing }) => (standing === null ? [] : [standing]))
  const standing = standings.length === 0 ? null : compensatedSum(standings) / standings.length
  return { part, weight, standing, lines }
}

/**
 * `health@1`: 1 + 9·Σ(wᵢ·sᵢ) ÷ Σwᵢ over the known parts. A part is the mean of its known lines, each linear between its
 * poor and its healthy anchor. Where parts of less than half the weight are known there is no number. Throws a RangeError
 * for weights or anchors that cannot be.
 *
 * @example
 * healthScore({ probability_alive: 0.55, fcr: 0.8, nps: 9 }).score // 7.9
 */
export function healthScore(
  facts: HealthFacts,
  { weights = HEALTH_WEIGHTS, lines = HEALTH_LINES }: HealthSettings = {},
): HealthScore {
  checkWeights(weights)
  const parts = HEALTH_PARTS.map((part) => weighedPart(part, weights[part], facts, lines))
  const knownWeight = compensatedSum(parts.map(({ weight, standing }) => (standing === null ? 0 : weight)))
  const known = knownWeight / compensatedSum(parts.map(({ weight }) => weight))
  const enough = known >= LEAST_KNOWN
  const points = compensatedSum(parts.map(({ weight, standing }) => weight * (standing ?? 0)))
  return {
    policy: HEALTH_POLICY,
    score: enough ? toOneDecimal(1 + 9 * (points / knownWeight)) : null,
    unknown: enough ? null : 'too-little-known',
    known,
    parts: parts.map((part) => withPulls(part, enough ? knownWeight : null)),
  }
}

const HEALTH_PARTS = Object.keys(HEALTH_WEIGHTS) as readonly HealthPart[]

/** `knownWeight` is null where there is no score. */
function withPulls(part: WeighedPart, knownWeight: number | null): HealthPartResult {
  const counted = part.lines.filter(({ standing }) => standing !== null).length
  return {
    ...part,
    lines: part.lines.map((line) => ({
      ...line,
      pull:
        line.standing === null || knownWeight === null
          ? null
          : ((9 * part.weight) / knownWeight / counted) * (line.standing - 0.5),
    })),
  }
}
