import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { loadConfiguration, parseConfiguration } from '@rapport/config'
import { startServer } from '@rapport/server'
import type { Role } from '@rapport/server/routes'
import { give } from '@rapport/store/testing'
import { writeFields } from '@rapport/writeback'
import { createAccount } from '../../apps/server/src/access/accounts.ts'
import { saveMembership } from '../../apps/server/src/access/membership.ts'
import { createLog } from '../../apps/server/src/observability/log.ts'
import { deskAsOf, deskHours, giveDesk } from '../support/desk.ts'
import { openHere, syncHere } from '../support/in-process.ts'
import { connect, type Installation } from '../support/installation.ts'
import { openPortal } from '../support/portal.ts'
import { openReviewSites } from '../support/review-sites.ts'
import { seedShop } from './shop.ts'

/** What somebody signs in with. */
export interface Account {
  readonly email: string
  readonly password: string
}

/** A shop that was read from a stand-in and scored twice, behind a running server with the page that was built. */
export interface ServedShop {
  readonly url: string
  readonly accounts: Readonly<Record<Role, Account>>
  /** The database is not touched any more: with it, all workspaces of the tests go. */
  stop(): Promise<void>
}

/** The evenings that the shop is scored on: a history of two points. */
const evaluations = ['2024-06-30', '2024-12-31'] as const

/** The day of the newest review. */
const lastReview = '2024-12-30'

export async function serveShop(dashboard: string): Promise<ServedShop> {
  const portal = await openPortal({ seed: seedShop() })
  const sites = await openReviewSites(lastReview)
  const installation = await connect(portal, {
    environment: sites.environment,
    change: (input) => ({ ...input, connections: { ...input.connections, ...sites.connections } }),
  })
  for (const asOf of evaluations) {
    await installation.configure((input) => ({ ...input, metrics: { asOf, service: deskHours } }))
    if (asOf === deskAsOf) await giveTicketsAndCompany(installation)
    await syncHere(installation)
  }
  const workspace = await openHere(installation)
  const file = path.join(installation.folder, 'rapport.yaml')
  const context = { connectors: [...workspace.connectors.values()], writableFields: writeFields }
  const running = await startServer({
    workspace,
    dashboard,
    secret: randomBytes(32).toString('base64'),
    log: createLog((text) => workspace.redactor.redact(text), { level: 'silent' }),
    load: () => loadConfiguration(file, context),
    configuration: { file, parse: (text) => parseConfiguration(text, 'rapport.yaml', context) },
  })
  const account = (role: Role): Promise<Account> => join(running.server, role)
  return {
    url: running.url,
    accounts: {
      owner: await account('owner'),
      admin: await account('admin'),
      analyst: await account('analyst'),
      agent: await account('agent'),
      viewer: await account('viewer'),
    },
    stop: async () => {
      await running.stop(0)
      await workspace.close()
      await portal[Symbol.asyncDispose]()
      await sites[Symbol.asyncDispose]()
      await installation[Symbol.asyncDispose]()
    },
  }
}

/** Tickets of the shop's customers, as a sync of a help desk would have stored them, and a company that no place is known to be of. */
async function giveTicketsAndCompany(installation: Installation): Promise<void> {
  const store = await installation.openStore()
  try {
    await giveDesk(store, 'hubspot')
    const company = { id: '7001', name: 'Old Town Group', domains: ['old-town.example'] }
    await give(store, 'hubspot', 'company', [{ ...company, phones: [], foreignKeys: [] }])
  } finally {
    await store.close()
  }
}

const names: Readonly<Record<Role, string>> = {
  owner: 'Olive Owner',
  admin: 'Adam Admin',
  analyst: 'Anna Analyst',
  agent: 'Abe Agent',
  viewer: 'Vera Viewer',
}

/** Makes an account of a role. */
export async function join(
  { auth, workspace }: Awaited<ReturnType<typeof startServer>>['server'],
  role: Role,
): Promise<Account> {
  const email = `${role}-${randomBytes(6).toString('hex')}@people.example`
  const password = `a long password of ${role}`
  const { id: userId } = await createAccount(auth, { name: names[role], email, password })
  const agents = role === 'agent' ? ['hubspot/agent:1'] : null
  await saveMembership(workspace.store.db, workspace.store.workspace, { userId, role, agents })
  return { email, password }
}
