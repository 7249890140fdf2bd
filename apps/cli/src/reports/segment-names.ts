import type { RfmSegment } from '@rapport/metrics'

/** The names of the segments, for the command line, which does not load what computes them. */
export const SEGMENT_NAMES = [
  'cant_lose',
  'champions',
  'loyal',
  'at_risk',
  'potential_loyalist',
  'new',
  'needs_attention',
  'promising',
  'about_to_sleep',
  'hibernating',
  'lost',
] as const satisfies readonly RfmSegment[]
