import path from 'node:path'
import { loadConfiguration } from '@rapport/config'
import { csv } from '@rapport/csv'
import { googleBusiness } from '@rapport/google-business'
import { googlePlaces } from '@rapport/google-places'
import { hubspot } from '@rapport/hubspot'
import { openWorkspace, type RunResult, sync, type Workspace } from '@rapport/run'
import { salesforce } from '@rapport/salesforce'
import { writeFields } from '@rapport/writeback'
import type { Installation } from './installation.ts'

const connectors = [hubspot, salesforce, csv, googleBusiness, googlePlaces]

/** Opens the installation's workspace in this process. Ends with `await using`. */
export async function openHere(installation: Installation): Promise<Workspace & AsyncDisposable> {
  const file = path.join(installation.folder, 'rapport.yaml')
  const loaded = await loadConfiguration(file, { connectors, writableFields: writeFields })
  const workspace = await openWorkspace({
    config: loaded.configuration,
    folder: loaded.folder,
    connectors,
    environment: installation.environment,
  })
  return { ...workspace, [Symbol.asyncDispose]: () => workspace.close() }
}

/** One sync in this process: what the command does, where a process of its own shows nothing more. */
export async function syncHere(
  installation: Installation,
  options: { readonly confirm?: boolean; readonly dryRun?: boolean } = {},
): Promise<RunResult> {
  await using workspace = await openHere(installation)
  return await sync(workspace, {
    dryRun: options.dryRun ?? false,
    wait: false,
    confirm: options.confirm ?? false,
    connections: null,
    signal: new AbortController().signal,
  })
}
