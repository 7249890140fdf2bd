import { formatReference } from '@rapport/model'
import { followUpReplies, listReplies, type SentReply } from '@rapport/run'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printLines } from '../output.ts'
import { printable, printableJson } from '../printable.ts'
import { replyText } from './review-text.ts'

/** Asks the sites how replies stand that wait for moderation, and prints the latest that were sent. */
export async function printSentReplies(options: GlobalOptions & { readonly limit: number }): Promise<void> {
  await withWorkspace(options, async (workspace, signal) => {
    await followUpReplies(workspace, { signal })
    const replies = await listReplies(workspace.store.db, { limit: options.limit })
    if (options.json === true) printLines([printableJson(replies)])
    else printLines(replies.length === 0 ? ['no reply was sent yet'] : replies.flatMap(sentLines))
  })
}

function sentLines(sent: SentReply): string[] {
  const { connection, id } = sent.review
  const said = sent.text === null ? 'taken away' : printable(sent.text)
  return [
    `${sent.id}  ${printable(formatReference({ connection, entity: 'review', id }))}  ${sent.begunAt.toISOString().slice(0, 16)}Z by ${printable(sent.by)}`,
    `  ${said}`,
    `  ${replyText(sent)}`,
  ]
}
