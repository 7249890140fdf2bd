import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { confirm, isCancel } from '@clack/prompts'
import { formatReference, type SoughtRecord } from '@rapport/model'
import { mustTakeReplies, type ReviewKey, replyToReview, storedReview } from '@rapport/run'
import { CommandError, UsageError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { findRecord } from '../find-record.ts'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printResult, tell } from '../output.ts'
import { userName } from '../user-name.ts'
import { writtenInEditor } from './editor.ts'
import { replyText, reviewLines } from './review-text.ts'

/** What `rapport reviews reply` was asked for. */
export interface ReplyOptions extends GlobalOptions {
  /** A file with the reply; `-` is standard input. */
  readonly textFile?: string
  /** Take the reply away. */
  readonly remove?: boolean
  /** Send without asking. */
  readonly yes?: boolean
}

/** Sends a reply to a review, or takes it away. */
export async function replyTo(options: ReplyOptions, sought: SoughtRecord): Promise<void> {
  if (sought.entity !== 'review')
    throw new UsageError(`${sought.entity}:${sought.id} is no review: write it as google/review:<id>`)
  if (options.remove === true && options.textFile !== undefined)
    throw new UsageError('--remove takes the reply away and --text-file says what to send: leave one out.')
  await withWorkspace(options, async (workspace, signal) => {
    const { connection, id } = await findRecord(workspace.store.db, sought)
    const review: ReviewKey = { connection, id }
    const stored = await storedReview(workspace.store.db, review)
    if (stored === null) {
      throw new CommandError(
        `there is no review ${formatReference({ connection, entity: 'review', id })}: "${commandName} reviews" lists those that are stored`,
      )
    }
    mustTakeReplies(workspace, connection)
    const listed = { connection, review: stored, placeName: null }
    tell(...reviewLines(listed))
    const text = options.remove === true ? null : await textOf(options, reviewLines(listed))
    if (!(await isWanted(options, text))) {
      tell('nothing was sent')
      return
    }
    const sent = await replyToReview(workspace, review, { text, by: userName(), signal }).catch(
      (error: unknown) => {
        // What was written in the editor is nowhere else.
        if (text !== null && options.textFile === undefined) tell('What you wrote:', text, '')
        throw error
      },
    )
    printResult(options, sent, () => [replyText(sent)])
  })
}

async function textOf({ textFile }: ReplyOptions, about: readonly string[]): Promise<string> {
  if (textFile === undefined && process.stdin.isTTY !== true)
    throw new UsageError('say what to send: --text-file FILE, or - for standard input.')
  const text = textFile === undefined ? await writtenInEditor(about) : await readText(textFile)
  if (text.trim() === '') throw new CommandError('the reply is empty: nothing was sent')
  return text.trim()
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = file === '-' ? await standardInput() : await readFile(file)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandError(`the reply in ${file} cannot be read as UTF-8 text: ${why}`)
  }
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Whoever gives the text in a file and no terminal to ask at has decided. */
async function isWanted({ yes, remove }: ReplyOptions, text: string | null): Promise<boolean> {
  if (yes === true || process.stdin.isTTY !== true) return true
  const question = remove === true ? 'Take the reply away?' : `Send this reply publicly?\n${text}`
  const answer = await confirm({ message: question })
  return !isCancel(answer) && answer
}
