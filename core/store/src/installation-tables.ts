import type { ColumnType, Generated } from 'kysely'
import type { DefaultTimestamp, NullableTimestamp, Timestamp } from './column-types.ts'

/** What a member of a workspace may do; see apps/server. */
export type StoredRole = 'owner' | 'admin' | 'analyst' | 'agent' | 'viewer'

type TextList = ColumnType<string[], string, string>
type NullableTextList = ColumnType<string[] | null, string | null | undefined, string | null>

/** A person who may sign in. The columns are those of better-auth. */
export interface UserTable {
  id: string
  name: string
  email: string
  emailVerified: boolean
  image: string | null
  createdAt: DefaultTimestamp
  updatedAt: DefaultTimestamp
}

/** A sign-in that holds. The columns are those of better-auth. */
export interface SessionTable {
  id: string
  expiresAt: Timestamp
  /** What the cookie carries, signed: never answered, never logged. */
  token: string
  createdAt: DefaultTimestamp
  updatedAt: Timestamp
  ipAddress: string | null
  userAgent: string | null
  userId: string
}

export interface MembershipTable {
  workspace: string
  user_id: string
  role: StoredRole
  /** Of the role agent: which agents of the sources the person is, each written `connection/agent:id`. */
  agents: NullableTextList
  created_at: DefaultTimestamp
}

export interface InvitationTable {
  id: Generated<number>
  workspace: string
  token_hash: Buffer
  email: string | null
  role: StoredRole
  agents: NullableTextList
  invited_by: string
  created_at: DefaultTimestamp
  expires_at: Timestamp
  used_at: NullableTimestamp
  revoked_at: NullableTimestamp
}

export interface ApiKeyTable {
  id: Generated<number>
  workspace: string
  user_id: string
  name: string
  /** The first signs of the key, to tell one from another. */
  prefix: string
  key_hash: Buffer
  scopes: TextList
  created_at: DefaultTimestamp
  expires_at: NullableTimestamp
  last_used_at: NullableTimestamp
  revoked_at: NullableTimestamp
}

/** How a person signs in. The columns are those of better-auth that are used here. */
export interface AccountTable {
  id: string
  providerId: string
  userId: string
  /** Hashed: never answered, never logged. */
  password: string | null
  updatedAt: Timestamp
}

/** A link by which a person sets a new password. */
export interface PasswordResetTable {
  id: Generated<number>
  workspace: string
  user_id: string
  token_hash: Buffer
  /** Null: made on the machine by the command line. */
  made_by_user: string | null
  made_by: string
  created_at: DefaultTimestamp
  expires_at: Timestamp
  used_at: NullableTimestamp
  revoked_at: NullableTimestamp
}

export interface SignInFailureTable {
  subject: string
  failures: number
  first_at: Timestamp
  last_at: Timestamp
}

/** A secret of a workspace, sealed: never answered, never logged. */
export interface SecretTable {
  workspace: string
  name: string
  sealed: string
  /** Who gave it. */
  stored_by: string
  stored_at: DefaultTimestamp
}

/** Tables of the whole installation, in schema `rapport`, as a workspace's database names them. */
export interface InstallationTables {
  'rapport.user': UserTable
  'rapport.session': SessionTable
  'rapport.account': AccountTable
  'rapport.password_reset': PasswordResetTable
  'rapport.membership': MembershipTable
  'rapport.invitation': InvitationTable
  'rapport.api_key': ApiKeyTable
  'rapport.sign_in_failure': SignInFailureTable
  'rapport.secret': SecretTable
}
