import { describeActionContract, describeStreamContract } from '@rapport/contract-kit'
import { facebook } from './index.ts'
import { startReplies, startReviews } from './testing/stand-ins.ts'

describeStreamContract('Facebook recommendations', {
  connector: facebook,
  stream: 'review',
  capabilities: ['pages', 'archive', 'restore', 'ties', 'unknown-field', 'http'],
  start: startReviews,
})

describeActionContract('Replies to Facebook recommendations', {
  connector: facebook,
  action: 'reply',
  start: startReplies,
})
