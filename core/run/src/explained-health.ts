import { formatLocalDay, HEALTH_LINES, type HealthLine, type HealthPart } from '@rapport/metrics'
import { storedHealth } from './reports/health/stored-health.ts'

/** A line of a health score between its anchors; null is unknown. */
export interface HealthLineBehind {
  readonly line: HealthLine
  readonly value: number | null
  /** The values that count as 0 and as 1. */
  readonly poor: number
  readonly healthy: number
  /** 0–1. */
  readonly standing: number | null
  /** Points of the score, up from the middle of the scale or down. */
  readonly pull: number | null
}

/** What a health score was made of. */
export interface HealthBehind {
  /** The share of the weight that is known. */
  readonly known: number
  readonly band: 'risk' | 'watch' | 'good' | null
  /** The day on which the band was taken. */
  readonly since: string | null
  readonly change: number | null
  readonly parts: readonly {
    readonly part: HealthPart
    readonly weight: number
    readonly standing: number | null
    readonly lines: readonly HealthLineBehind[]
  }[]
}

/** Reads the parts of a stored health score; null where an older version left something else. */
export function healthBehind(explanation: Readonly<Record<string, unknown>>): HealthBehind | null {
  const { data } = storedHealth.safeParse(explanation)
  if (data === undefined) return null
  const { known, standing, change, parts } = data
  return {
    known,
    band: standing?.band ?? null,
    since: standing === null ? null : formatLocalDay(standing.since),
    change,
    parts: parts.map((part) => ({
      ...part,
      lines: part.lines.flatMap((line) =>
        HEALTH_LINES.filter((anchors) => anchors.line === line.line).map(({ poor, healthy }) => {
          return { ...line, poor, healthy }
        }),
      ),
    })),
  }
}
