import { OutboundGuard } from '@rapport/connector'
import type { Workspace } from './workspace.ts'

/** What keeps requests of a workspace from private addresses; undefined where it may speak to any. */
export function outboundGuard(
  workspace: Pick<Workspace, 'config' | 'refusesPrivateAddresses' | 'lookup'>,
): OutboundGuard | undefined {
  if (workspace.refusesPrivateAddresses !== true) return undefined
  return new OutboundGuard({ allowed: workspace.config.allowPrivateAddresses, lookup: workspace.lookup })
}
