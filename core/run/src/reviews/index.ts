export { type Invitation, type Invitee, reviewInvitation } from './invitees.ts'
export { listReplies, type ReviewKey, type SentReply } from './reply-records.ts'
export {
  followUpReplies,
  mustTakeReplies,
  type OrderedReply,
  replyRulesOf,
  replyToReview,
} from './send-reply.ts'
export {
  countReviews,
  type ListedReview,
  listReviews,
  type ReviewChoice,
  type ReviewFilter,
  readReviews,
  reviewLanguages,
  type StoredReview,
  storedReview,
} from './stored-reviews.ts'
