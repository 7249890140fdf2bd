export type { Behaviour as FacebookBehaviour } from './behaviour.ts'
export {
  addComment as addFacebookComment,
  addPage as addFacebookPage,
  addRecommendation as addFacebookRecommendation,
  deleteRecommendation as deleteFacebookRecommendation,
  editRecommendation as editFacebookRecommendation,
  expireToken as expireFacebookToken,
  type NewRecommendation as NewFacebookRecommendation,
} from './edits.ts'
export { type FacebookOptions, type FacebookServer, startFacebook } from './server.ts'
export {
  FacebookState,
  type Page as FacebookPage,
  type Recommendation as FacebookRecommendation,
} from './state.ts'
