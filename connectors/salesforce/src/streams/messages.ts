import { caseComments } from './case-comments.ts'
import { liveChatTranscripts, messagingSessions } from './chats.ts'
import { emailMessages } from './email-messages.ts'
import type { ObjectStream } from './object-stream.ts'

/** What was said on cases: by mail, comment, chat and messenger. */
export const messages: ObjectStream<'message'> = {
  entity: 'message',
  sources: [emailMessages, caseComments, liveChatTranscripts, messagingSessions],
}
