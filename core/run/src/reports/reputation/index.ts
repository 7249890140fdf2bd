export type { ReviewText } from './extreme-texts.ts'
export { type KeywordReaders, keywordsOfPlaces } from './keywords/keywords-in-threads.ts'
export type { KeywordRequest } from './keywords/stored-keywords.ts'
export { type PlaceListing, placeListing } from './place-listing.ts'
export { type DatedReport, reputationChangeBetween } from './reputation-comparison.ts'
export { earlierReviewDays, type ReviewDays, reviewDays } from './reputation-days.ts'
export {
  type BrandReport,
  brandReports,
  ofPlaces,
  type PlaceReport,
  type ReputationReport,
  type ReputationReportRequest,
  type ReputationScorecard,
  reputationReport,
} from './reputation-report.ts'
export type { ReviewHistogram } from './review-histogram.ts'
export { type ReviewedPlace, reviewedPlaces } from './reviewed-places.ts'
