import {
  type ActionDefinition,
  type AnyConnector,
  type ConnectorContext,
  ConnectorError,
  performAction,
  type Reply,
  type ReplyRules,
  replyRules,
  reply as replySchema,
} from '@rapport/connector'
import { formatReference } from '@rapport/model'
import { type CallSettings, connectorOf, openConnection, parseSettings, settingsOf } from '../connection.ts'
import type { Workspace } from '../workspace.ts'
import { whileReplying } from './reply-lock.ts'
import {
  beginReply,
  listReplies,
  type ReviewKey,
  refuseReply,
  type SentReply,
  settleReply,
} from './reply-records.ts'
import { noteReply, storedReview } from './stored-reviews.ts'

/** The name of the action that every site with replies has. */
const actionName = 'reply'

/** What is said to a review, and by whom. */
export interface OrderedReply {
  /** Null: the reply is taken away. */
  readonly text: string | null
  readonly by: string
  /** The reply that who decided has seen there: another one there now refuses the order. Left out: whatever is there is replaced. */
  readonly inPlaceOf?: string | null
  readonly signal: AbortSignal
}

/**
 * Sends a reply to a stored review, in the place of the one before, or takes it away (`text` null). It is noted before it is sent
 * and once more when its state is known, both in the audit. Where the outcome of an earlier one is not known, that is read back
 * first, so that nothing is said twice.
 * @throws ConnectorError of kind `gone` for a review that is not stored, `config` where its site takes no replies, `invalid` where
 * the site's rules refuse the text, `conflict` while another process replies to it, where another reply came meanwhile, or may have
 * come while it was sent; with `outcome: 'unknown'` where it may have been sent: calling again finds out.
 */
export async function replyToReview(
  workspace: Workspace,
  review: ReviewKey,
  { text, by, inPlaceOf, signal }: OrderedReply,
): Promise<SentReply> {
  await mustBeStored(workspace, review)
  const action = replyActionOf(workspace, review.connection)
  const { ctx } = await openConnection(workspace, review.connection, { signal })
  const sent = await whileReplying(workspace.store, review, async () => {
    const standing = await settleUnknown(workspace, action, ctx, review)
    if (standing !== null && standing.text === text && standing.state !== 'refused') return standing
    if (inPlaceOf !== undefined) await mustStand(workspace, review, inPlaceOf)
    return sendAndSettle(workspace, action, ctx, { review, text, by })
  })
  if (sent !== null) return sent
  throw new ConnectorError(
    'conflict',
    `another reply to ${referenceOf(review)} is being sent at this moment: look at it with "npx rapport reviews replies", then decide again`,
  )
}

async function sendAndSettle(
  workspace: Workspace,
  action: ReplyAction,
  ctx: ConnectorContext,
  { review, text, by }: { readonly review: ReviewKey; readonly text: string | null; readonly by: string },
): Promise<SentReply> {
  const { db } = workspace.store
  const sent = await replyById(workspace, review, await beginReply(db, review, text, by))
  const given = await performAction(action, ctx, { reviewId: review.id, text }).catch(
    async (error: unknown) => {
      // Whatever may have been sent stays open, also after an abort: it is read back before the next one.
      if (error instanceof ConnectorError && error.outcome === 'none')
        await refuseReply(db, sent, error.message)
      throw error
    },
  )
  const now = replySchema.parse(given)
  await settleReply(db, sent, now)
  await noteReply(db, review, now)
  return replyById(workspace, review, sent.id)
}

/** What the site of a connection takes as a reply; null where none can be sent through it, or the connection is not set up any more. */
export function replyRulesOf(workspace: Workspace, connection: string): ReplyRules | null {
  if (!Object.hasOwn(workspace.config.connections, connection)) return null
  const connector = connectorOf(workspace, connection)
  const rules = findReplyAction(connector)?.rules
  if (rules === undefined) return null
  return replyRules.parse(
    rules(parseSettings(connection, connector, settingsOf(workspace.config, connection))),
  )
}

/** @throws ConnectorError of kind `config` where no reply can be sent to reviews of a connection. */
export function mustTakeReplies(workspace: Workspace, connection: string): void {
  replyActionOf(workspace, connection)
}

/**
 * Asks the sites how replies stand that wait for moderation, or whose outcome is not known: of one connection, or of all. Returns those
 * whose state changed.
 */
export async function followUpReplies(
  workspace: Workspace,
  { connection, ...calls }: CallSettings & { readonly connection?: string },
): Promise<readonly SentReply[]> {
  const open = await listReplies(workspace.store.db, {
    ...(connection === undefined ? {} : { connection }),
    states: ['sending', 'pending'],
  })
  const changed: SentReply[] = []
  for (const [name, replies] of Map.groupBy(open, ({ review }) => review.connection)) {
    if (workspace.config.connections[name] === undefined) continue
    const action = findReplyAction(connectorOf(workspace, name))
    if (action === undefined) continue
    const { ctx } = await openConnection(workspace, name, calls)
    for (const sent of replies) {
      // One that is being sent at this moment is settled by whoever sends it.
      const settled = await whileReplying(workspace.store, sent.review, () =>
        settle(workspace, action, ctx, sent).catch(leaveOpen(sent)),
      )
      if (settled !== null && settled.state !== sent.state) changed.push(settled)
    }
  }
  return changed
}

/** Where a site gives no answer that tells how a reply stands, it stays open: no reading of reviews ends by that. */
const leaveOpen = (sent: SentReply) => (error: unknown) => {
  if (error instanceof ConnectorError && error.kind === 'contract' && error.outcome === 'unknown') return sent
  throw error
}

type ReplyAction = ActionDefinition<unknown, unknown, unknown>

const findReplyAction = ({ actions }: AnyConnector): ReplyAction | undefined =>
  actions?.find(({ name }) => name === actionName)

function replyActionOf(workspace: Workspace, connection: string): ReplyAction {
  const connector = connectorOf(workspace, connection)
  const action = findReplyAction(connector)
  if (action !== undefined) return action
  const able = [...workspace.connectors.values()].filter((other) => findReplyAction(other) !== undefined)
  throw new ConnectorError(
    'config',
    `${connection}: no reply can be sent through ${connector.title} (possible with: ${able.map(({ id }) => id).join(', ')}): reply at the site itself`,
  )
}

function referenceOf({ connection, id }: ReviewKey): string {
  return formatReference({ connection, entity: 'review', id })
}

async function mustStand({ store }: Workspace, review: ReviewKey, reply: string | null): Promise<void> {
  const now = await storedReview(store.db, review)
  if (now === null || now.reply === reply) return
  throw new ConnectorError(
    'conflict',
    `${referenceOf(review)} was answered meanwhile: nothing was sent; look at the answer that is there, then decide again`,
  )
}

async function mustBeStored({ store }: Workspace, review: ReviewKey): Promise<void> {
  if ((await storedReview(store.db, review)) !== null) return
  throw new ConnectorError(
    'gone',
    `there is no review ${referenceOf(review)}: "npx rapport reviews" lists those that are stored`,
  )
}

/** The last reply whose outcome was not known, now that it is; null where there was none. */
async function settleUnknown(
  workspace: Workspace,
  action: ReplyAction,
  ctx: ConnectorContext,
  review: ReviewKey,
): Promise<SentReply | null> {
  const [unknown] = await listReplies(workspace.store.db, { review, states: ['sending'], limit: 1 })
  return unknown === undefined ? null : settle(workspace, action, ctx, unknown)
}

/** Reads back how a reply stands, and notes it. */
async function settle(
  workspace: Workspace,
  action: ReplyAction,
  ctx: ConnectorContext,
  sent: SentReply,
): Promise<SentReply> {
  const { db } = workspace.store
  const input = { reviewId: sent.review.id, text: sent.text }
  const found = await action.readBack(ctx, input).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.kind === 'gone') return null
    throw error
  })
  if (found === null) {
    const replaced =
      'it is not at the site (any more): the review, or the reply, was deleted there or changed'
    await refuseReply(db, sent, sent.state === 'sending' ? 'it did not reach the site' : replaced)
  } else {
    const now: Reply = replySchema.parse(found)
    await settleReply(db, sent, now)
    await noteReply(db, sent.review, now)
  }
  return replyById(workspace, sent.review, sent.id)
}

async function replyById({ store }: Workspace, review: ReviewKey, id: number): Promise<SentReply> {
  const sent = (await listReplies(store.db, { review })).find((candidate) => candidate.id === id)
  if (sent === undefined) throw new Error(`the reply ${id} is gone: its connection was forgotten meanwhile`)
  return sent
}
