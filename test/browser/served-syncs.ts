import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { loadConfiguration, parseConfiguration } from '@rapport/config'
import { startWorker } from '@rapport/run'
import { editRecords } from '@rapport/sandbox'
import { startServer } from '@rapport/server'
import type { Role } from '@rapport/server/routes'
import { writeFields } from '@rapport/writeback'
import { buildDashboard } from '../../apps/dashboard/build.ts'
import { createLog } from '../../apps/server/src/observability/log.ts'
import { openHere } from '../support/in-process.ts'
import { connect } from '../support/installation.ts'
import { openPortal, type Portal, seedShop } from '../support/portal.ts'
import { type Account, join } from './served-shop.ts'

/** A shop that was never synced, behind a server of its own with a worker: what is done here changes nothing that others look at. */
export interface ServedSyncs extends AsyncDisposable {
  readonly url: string
  readonly accounts: Readonly<Record<Role, Account>>
  readonly portal: Portal
  /** An OAuth app that the portal knows. */
  readonly app: typeof oauthApp
  /** rapport.yaml as it is now. */
  configuration(): Promise<string>
}

/** A deal whose currency is none until somebody mends it. */
export const badDeal = 50_001

const oauthApp = {
  clientId: 'app-of-the-page',
  clientSecret: 'secret-of-the-app-5b1e',
  refreshToken: 'refresh-token-5b1e',
}

export async function serveSyncs(): Promise<ServedSyncs> {
  const portal = await openPortal({ seed: seedShop(12), oauthApps: [oauthApp] })
  editRecords(portal.server.state, 'deals', [badDeal], { deal_currency_code: 'dollars' })
  const installation = await connect(portal, {
    change: (input) => ({ ...input, schedules: { nightly: { cron: '0 2 * * *', dryRun: true } } }),
  })
  const workspace = await openHere(installation)
  const file = path.join(installation.folder, 'rapport.yaml')
  const context = { connectors: [...workspace.connectors.values()], writableFields: writeFields }
  const running = await startServer({
    ...{ workspace, dashboard: await buildDashboard(), secret: randomBytes(32).toString('base64') },
    log: createLog((text) => workspace.redactor.redact(text), { level: 'silent' }),
    load: () => loadConfiguration(file, context),
    configuration: { file, parse: (text) => parseConfiguration(text, 'rapport.yaml', context) },
  })
  const worker = await startWorker({
    workspaces: () => running.server.current(),
    ...{ store: workspace.store, signal: new AbortController().signal, isScheduling: false },
  })
  const account = (role: Role): Promise<Account> => join(running.server, role)
  return {
    ...{ url: running.url, portal, app: oauthApp },
    accounts: {
      owner: await account('owner'),
      admin: await account('admin'),
      analyst: await account('analyst'),
      agent: await account('agent'),
      viewer: await account('viewer'),
    },
    configuration: () => readFile(file, 'utf8'),
    [Symbol.asyncDispose]: async () => {
      await worker.stop()
      await running.stop(0)
      await workspace.close()
      await portal[Symbol.asyncDispose]()
      await installation[Symbol.asyncDispose]()
    },
  }
}
