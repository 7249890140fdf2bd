import { describeActionContract, describeStreamContract } from '@rapport/contract-kit'
import { googleBusiness } from './index.ts'
import { startPlaces, startReplies, startReviews } from './testing/stand-ins.ts'

describeStreamContract('Google locations', {
  connector: googleBusiness,
  stream: 'place',
  capabilities: ['pages', 'archive', 'restore', 'unknown-field', 'http'],
  start: startPlaces,
})

describeStreamContract('Google reviews', {
  connector: googleBusiness,
  stream: 'review',
  capabilities: ['pages', 'archive', 'restore', 'ties', 'late-index', 'unknown-field', 'http'],
  start: startReviews,
})

describeActionContract('Replies to Google reviews', {
  connector: googleBusiness,
  action: 'reply',
  start: startReplies,
})
