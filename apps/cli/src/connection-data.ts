import {
  type ForgottenConnection,
  forgetConnection,
  renameConnection,
  whatWouldBeForgotten,
} from '@rapport/run'
import { UsageError } from './command-error.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { count } from './quantities.ts'
import { userName } from './user-name.ts'

/** Gives what is stored of a connection to its new name. */
export async function rename(options: GlobalOptions, before: string, after: string): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    await renameConnection(workspace, before, after, userName())
    const inSetUp = Object.hasOwn(workspace.config.connections, after)
    printResult(options, { renamed: before, to: after }, () => [
      `what was stored of ${before} is now stored of ${after}${inSetUp ? '' : `; rename it in rapport.yaml too`}`,
    ])
  })
}

/**
 * Deletes what is stored of a connection.
 * @throws UsageError that says what would be deleted, where `yes` is not given.
 */
export async function forget(
  options: GlobalOptions & { readonly yes?: boolean },
  name: string,
): Promise<void> {
  await withWorkspace(options, async (workspace, signal) => {
    if (options.yes !== true) {
      const forgotten = await whatWouldBeForgotten(workspace, name)
      throw new UsageError(
        `this would delete ${describe(forgotten)}; what Rapport wrote to ${name} would stay there. Run it again with --yes to delete`,
      )
    }
    const forgotten = await forgetConnection(workspace, name, { by: userName(), signal })
    const inSetUp = Object.hasOwn(workspace.config.connections, name)
    printResult(options, forgotten, () => [
      `deleted ${describe(forgotten)}`,
      inSetUp
        ? `rapport.yaml still has ${name}: the next sync reads all of it again, unless you take it out`
        : 'the next sync scores the customers that had records of it anew',
    ])
  })
}

function describe({ connection, records }: ForgottenConnection): string {
  const counted = Object.entries(records).map(([entity, number]) => `${count(number)} ${entity}`)
  return `all that is stored of ${connection} (records: ${counted.join(', ') || 'none'})`
}
