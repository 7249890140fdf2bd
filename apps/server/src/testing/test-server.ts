import { randomBytes } from 'node:crypto'
import type { ConfigurationInput } from '@rapport/config'
import { configuration } from '@rapport/config'
import { type AnyConnector, Redactor } from '@rapport/connector'
import type { Workspace } from '@rapport/run'
import { openStore } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { createAccount } from '../access/accounts.ts'
import { saveMembership } from '../access/membership.ts'
import type { Role } from '../access/permissions.ts'
import { createLog } from '../observability/log.ts'
import { type RunningServer, type ServerOptions, startServer } from '../start-server.ts'

/** A member of the workspace, with the password. */
export interface Member {
  readonly email: string
  readonly password: string
  readonly userId: string
}

/** A member who is signed in. */
export interface SignedIn extends Member {
  readonly cookie: string
  /** Asks as this person; `body` is sent as JSON. */
  ask(path: string, options?: AskOptions): Promise<Response>
}

export interface AskOptions {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A server on an empty, migrated workspace. Ends with `await using`. */
export interface TestServer extends AsyncDisposable {
  readonly running: RunningServer
  readonly workspace: Workspace
  /** Every line that was logged. */
  readonly lines: readonly string[]
  /** Asks without a session. */
  ask(path: string, options?: AskOptions): Promise<Response>
  addMember(role: Role, agents?: readonly string[] | null): Promise<Member>
  /** Makes a member and signs in over HTTP. */
  signIn(role: Role, agents?: readonly string[] | null): Promise<SignedIn>
}

export async function startTestServer(
  changes: Partial<Omit<ServerOptions, 'workspace'>> & {
    readonly config?: ConfigurationInput
    /** Which connectors there are; without any, no vendor can be reached. */
    readonly connectors?: readonly AnyConnector[]
    /** The folder of rapport.yaml. */
    readonly folder?: string
    /** The variables that the set-up refers to. */
    readonly environment?: NodeJS.ProcessEnv
    /** Gives the address under which the server reaches the database, in place of its own. */
    readonly databaseThrough?: (url: string) => Promise<string>
  } = {},
): Promise<TestServer> {
  const { config = {}, connectors = [], environment = {}, folder, databaseThrough, ...options } = changes
  const opened = await openTestWorkspace()
  const store =
    databaseThrough === undefined
      ? opened.store
      : await openStore({
          workspace: opened.store.workspace,
          databaseUrl: await databaseThrough(opened.store.url),
          folder: '/nowhere',
        })
  const workspace: Workspace = {
    config: configuration.parse({ timezone: 'Europe/Berlin', currency: 'EUR', ...config }),
    store,
    connectors: new Map(connectors.map((connector) => [connector.id, connector])),
    redactor: new Redactor(),
    folder: folder ?? '/nowhere',
    tokens: new Map(),
    environment,
    close: async () => {},
  }
  const lines: string[] = []
  const log = createLog((text) => workspace.redactor.redact(text), {
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  })
  const running = await startServer({
    workspace,
    log,
    secret: randomBytes(32).toString('base64'),
    ...options,
  })
  const ask = (path: string, { method = 'GET', body, headers = {} }: AskOptions = {}): Promise<Response> =>
    fetch(`${running.url}${path}`, {
      method,
      headers: {
        origin: running.url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const addMember = async (role: Role, agents: readonly string[] | null = null): Promise<Member> => {
    const email = `${role}-${randomBytes(6).toString('hex')}@example.com`
    const password = `a long password of ${role}`
    const { id: userId } = await createAccount(running.server.auth, { name: `An ${role}`, email, password })
    await saveMembership(workspace.store.db, workspace.store.workspace, { userId, role, agents })
    return { email, password, userId }
  }
  return {
    ...{ running, workspace, lines, ask },
    addMember,
    signIn: async (role, agents = null) => {
      const member = await addMember(role, agents)
      const { email, password } = member
      const answer = await ask('/api/auth/sign-in/email', { method: 'POST', body: { email, password } })
      if (answer.status !== 204) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
      const cookie = answer.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ')
      return {
        ...{ ...member, cookie },
        ask: (path, asked = {}) => ask(path, { ...asked, headers: { cookie, ...asked.headers } }),
      }
    },
    [Symbol.asyncDispose]: async () => {
      await running.stop(0)
      await workspace.store.db
        .deleteFrom('rapport.user')
        .where('email', 'like', '%@example.com')
        .where('id', 'in', (from) =>
          from
            .selectFrom('rapport.membership')
            .select('user_id')
            .where('workspace', '=', workspace.store.workspace),
        )
        .execute()
      if (store !== opened.store) await store.close()
      await opened[Symbol.asyncDispose]()
    },
  }
}
