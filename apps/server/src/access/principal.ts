import type { Permission, Role } from './permissions.ts'

/** Who asks: a member of the workspace, by a session of the page or by one of the member's API keys. */
export interface Principal {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly role: Role
  /** Of the role agent: the own agents, each `connection/agent:id`; null for all other roles, who see every row. */
  readonly agents: readonly string[] | null
  readonly permissions: ReadonlySet<Permission>
  readonly by: 'session' | 'api-key'
  /** Of the session; null: an API key. */
  readonly sessionId: string | null
  /** How the audit names who did something. */
  readonly actor: string
}
