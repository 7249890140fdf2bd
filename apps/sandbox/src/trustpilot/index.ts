export type { Behaviour as TrustpilotBehaviour } from './behaviour.ts'
export {
  addReview as addTrustpilotReview,
  addUnit as addTrustpilotUnit,
  deleteReview as deleteTrustpilotReview,
  editReview as editTrustpilotReview,
  type NewReview as NewTrustpilotReview,
  reply as replyToTrustpilotReview,
} from './edits.ts'
export { startTrustpilot, type TrustpilotOptions, type TrustpilotServer } from './server.ts'
export {
  type BusinessUnit as TrustpilotUnit,
  type Review as TrustpilotReview,
  TrustpilotState,
} from './state.ts'
