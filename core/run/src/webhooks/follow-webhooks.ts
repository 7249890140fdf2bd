import { setTimeout as pause } from 'node:timers/promises'
import type { Configuration } from '@rapport/config'
import type { StageName } from '../events.ts'
import { RepeatedFailure } from '../worker/repeated-failure.ts'
import type { WorkerLogger } from '../worker/start-worker.ts'
import type { Workspace } from '../workspace.ts'
import { drainWebhooks } from './drain-webhooks.ts'
import { requestRunAfterWebhooks } from './follow-up.ts'

/** So often it is looked whether vendors told of something. */
const lookMs = 1_000

/** Until the signal is aborted: reads what vendors tell of, and asks for runs that score it. Nothing that fails ends it. */
export async function followWebhooks(options: {
  readonly workspaces: () => Promise<Workspace>
  readonly signal: AbortSignal
  readonly logger: WorkerLogger
}): Promise<void> {
  const { workspaces, signal, logger } = options
  const failure = new RepeatedFailure()
  while (!signal.aborted) {
    try {
      const workspace = await workspaces()
      const drain = await drainWebhooks(workspace, { signal })
      if (drain.read > 0) logger.info({ read: drain.read, changed: drain.changed }, 'webhooks were followed')
      for (const away of drain.unavailable)
        logger.error(away, 'webhooks wait: the connection cannot be asked')
      if (drain.setAside > 0) logger.error({ setAside: drain.setAside }, 'records of webhooks were set aside')
      await requestRunAfterWebhooks(workspace.store.db, stagesAfter(workspace.config))
      failure.isOver()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (!signal.aborted && failure.isNews(message))
        logger.error({ error: message }, 'webhooks could not be followed')
    }
    await pause(lookMs, undefined, { signal }).catch(() => {})
  }
}

/** Only who lets a schedule write lets a webhook write. */
function stagesAfter({ schedules }: Configuration): readonly StageName[] {
  const writes = Object.values(schedules).some(({ dryRun, paused }) => !dryRun && paused !== true)
  return writes ? ['resolve', 'score', 'plan', 'write'] : ['resolve', 'score']
}
