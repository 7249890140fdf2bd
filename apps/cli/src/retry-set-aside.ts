import { drainWebhooks, type Retried, retryRejects, type WebhookDrain } from '@rapport/run'
import { commandName } from './command-name.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { count } from './quantities.ts'
import { userName } from './user-name.ts'

/** Tries all records again that are set aside: those that can be asked for by their id now, the others with the next sync. */
export async function retrySetAside(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const asked = await retryRejects(workspace, {}, userName())
    const read = await drainWebhooks(workspace, { signal: new AbortController().signal })
    const { isHeldBack, unavailable } = read
    printResult(options, { ...asked, isHeldBack, unavailable }, () => linesOf(asked, read))
  })
}

function linesOf(
  { byId, fromTheStart, nextRun, toPutBack }: Retried,
  { isHeldBack, unavailable }: WebhookDrain,
): readonly string[] {
  if (byId + fromTheStart + nextRun + toPutBack === 0) return ['no record is set aside']
  return [
    ...(byId === 0
      ? []
      : [
          isHeldBack
            ? `${count(byId)} are read by their ids once the run that goes on has ended`
            : `${count(byId)} were asked for by their ids`,
        ]),
    ...unavailable.map(
      ({ connection, reason }) => `${connection} could not be asked, and is later: ${reason}`,
    ),
    ...(fromTheStart === 0
      ? []
      : [`${count(fromTheStart)} are read by the next sync, which reads their kind from the start`]),
    ...(nextRun === 0 ? [] : [`${count(nextRun)} are looked at by the next sync`]),
    ...(toPutBack === 0
      ? []
      : [
          `${count(toPutBack)} could not be put back, which no sync does: ${commandName} revert with the number of the plan, or --release to leave them`,
        ]),
    `those that go through leave the list: ${commandName} rejects`,
  ]
}
