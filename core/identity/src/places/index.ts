export { linkPlaces } from './link-places.ts'
export { linkReviewers } from './link-reviewers.ts'
export {
  decideOnPlace,
  listPlaceDecisions,
  type PlaceDecision,
  type RecordKey,
  undoPlaceDecision,
} from './place-decisions.ts'
export type { PlaceSettings } from './place-evidence.ts'
