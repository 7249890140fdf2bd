import { describeActionContract, describeStreamContract } from '@rapport/contract-kit'
import { trustpilot } from './index.ts'
import { startReplies, startReviews } from './testing/stand-ins.ts'

describeStreamContract('Trustpilot reviews', {
  connector: trustpilot,
  stream: 'review',
  capabilities: ['pages', 'archive', 'restore', 'ties', 'unknown-field', 'http'],
  start: startReviews,
})

describeActionContract('Replies to Trustpilot reviews', {
  connector: trustpilot,
  action: 'reply',
  start: startReplies,
})
