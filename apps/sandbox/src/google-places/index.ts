export type { Behaviour as GooglePlacesBehaviour } from './behaviour.ts'
export {
  addPlace as addGooglePlace,
  addReview as addGooglePlacesReview,
  type NewReview as NewGooglePlacesReview,
} from './edits.ts'
export { type GooglePlacesOptions, type GooglePlacesServer, startGooglePlaces } from './server.ts'
export {
  GooglePlacesState,
  type Place as GooglePlace,
  type Review as GooglePlacesReview,
} from './state.ts'
