export { counted as countedReviews } from '@rapport/score'
export type { ReviewText } from './extreme-texts.ts'
export { type PlaceListing, placeListing } from './place-listing.ts'
export { type ReviewDays, reviewDays } from './reputation-days.ts'
export {
  ofPlaces,
  type PlaceReport,
  type ReputationReport,
  type ReputationReportRequest,
  type ReputationScorecard,
  reputationReport,
} from './reputation-report.ts'
export type { ReviewHistogram } from './review-histogram.ts'
export { type ReviewedPlace, reviewedPlaces } from './reviewed-places.ts'
