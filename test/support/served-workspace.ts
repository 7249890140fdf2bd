import type { Role } from '../../apps/server/src/routes/index.ts'
import { startTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts'

/** What a person signs in with. */
export interface Account {
  readonly email: string
  readonly password: string
}

/** A server with a member of every role. Ends with `await using`. */
export interface ServedWorkspace extends AsyncDisposable {
  readonly url: string
  readonly accounts: Readonly<Record<Role, Account>>
  readonly server: TestServer
}

/**
 * Serves a migrated workspace, and the built page in the folder `dashboard`, on a port of its own. `fill` stores what the tests look at.
 *
 * @example
 * await using served = await serveWorkspace(await buildDashboard(), {
 *   fill: ({ store }) => give(store, 'crm', 'contact', [{ id: '1', name: 'Ann' }]),
 * })
 */
export async function serveWorkspace(
  dashboard: string,
  {
    fill,
    ...options
  }: Parameters<typeof startTestServer>[0] & {
    readonly fill?: (workspace: TestServer['workspace']) => Promise<unknown>
  } = {},
): Promise<ServedWorkspace> {
  const server = await startTestServer({ ...options, dashboard })
  await fill?.(server.workspace)
  const account = async (role: Role): Promise<Account> =>
    server.addMember(role, role === 'agent' ? ['desk/agent:1'] : null)
  const accounts = {
    owner: await account('owner'),
    admin: await account('admin'),
    analyst: await account('analyst'),
    agent: await account('agent'),
    viewer: await account('viewer'),
  }
  return {
    ...{ url: server.running.url, accounts, server },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
