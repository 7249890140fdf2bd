export type { Behaviour as TripadvisorBehaviour } from './behaviour.ts'
export {
  addLocation as addTripadvisorLocation,
  addReview as addTripadvisorReview,
  type NewReview as NewTripadvisorReview,
} from './edits.ts'
export { startTripadvisor, type TripadvisorOptions, type TripadvisorServer } from './server.ts'
export {
  type Location as TripadvisorLocation,
  type Review as TripadvisorReview,
  TripadvisorState,
} from './state.ts'
