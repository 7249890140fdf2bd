import { describeActionContract, describeStreamContract } from '@rapport/contract-kit'
import { yelp } from './index.ts'
import { startReplies, startReviews } from './testing/stand-ins.ts'

describeStreamContract('Yelp excerpts', {
  connector: yelp,
  stream: 'review',
  capabilities: ['pages', 'ties', 'unknown-field', 'http'],
  start: startReviews,
})

describeActionContract('Replies to Yelp reviews', {
  connector: yelp,
  action: 'reply',
  start: startReplies,
})
