export type { Behaviour as GoogleBusinessBehaviour } from './behaviour.ts'
export {
  addAccount as addGoogleAccount,
  addLocation as addGoogleLocation,
  addReview as addGoogleReview,
  deleteReview as deleteGoogleReview,
  editReview as editGoogleReview,
  type NewReview as NewGoogleReview,
  replyByHand as replyToGoogleReview,
} from './edits.ts'
export { type GoogleBusinessOptions, type GoogleBusinessServer, startGoogleBusiness } from './server.ts'
export { GoogleBusinessState, type Location as GoogleLocation, type Review as GoogleReview } from './state.ts'
