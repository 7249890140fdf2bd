export { measureReviews, type ReputationOptions } from './measure-reviews.ts'
export { type ReputationScoring, reputationPolicy, scoreReputation } from './score-reputation.ts'
export {
  countCopies,
  counted,
  customersOfPlaces,
  type GroupTally,
  placeTallies,
  replySpread,
  sumOfTallies,
  type TallyRequest,
  totalTally,
} from './tallies.ts'
