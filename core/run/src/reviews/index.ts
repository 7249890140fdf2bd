export { type Invitation, type Invitee, reviewInvitation } from './invitees.ts'
export { listReplies, type ReviewKey, type SentReply } from './reply-records.ts'
export { followUpReplies, mustTakeReplies, replyToReview } from './send-reply.ts'
export { type ListedReview, listReviews, type ReviewFilter, storedReview } from './stored-reviews.ts'
