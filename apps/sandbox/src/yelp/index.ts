export type { Behaviour as YelpBehaviour } from './behaviour.ts'
export {
  addBusiness as addYelpBusiness,
  addReview as addYelpReview,
  deleteReview as deleteYelpReview,
  editReview as editYelpReview,
  type NewReview as NewYelpReview,
} from './edits.ts'
export { startYelp, type YelpOptions, type YelpServer } from './server.ts'
export { type Business as YelpBusiness, type Review as YelpReview, YelpState } from './state.ts'
