import { obtainSealingKey, type Workspace } from '@rapport/run'
import { sql } from 'kysely'
import { z } from 'zod'
import { digestOf, randomToken } from '../../access/digest.ts'

const minuteMs = 60_000
/** How long a person may take at the vendor: codes of most end after ten or fifteen minutes. */
const patienceMs = 15 * minuteMs
/** How long what came of it may wait for the connection to be saved. */
const keptMs = 60 * minuteMs

/** What is needed to exchange the answer, and what came of it. Secrets are in it: it is kept sealed. */
const held = z.object({
  /** The connector's own name for the flow. */
  flow: z.string(),
  settings: z.unknown(),
  /** What the admin gave, with each reference replaced by its secret. */
  given: z.record(z.string(), z.string()),
  redirectUri: z.string(),
  verifier: z.string(),
  /** The lasting secret; null until it came. */
  token: z.string().nullable(),
})
export type HeldConsent = z.output<typeof held>

export type ConsentState = 'waiting' | 'answered' | 'given' | 'refused'

/** Whose sign-in it is: nobody else's session gets anything of it. */
export interface ConsentOwner {
  readonly userId: string
  /** What the cookie of the session carries. */
  readonly session: string
}

export interface StoredConsent {
  readonly id: string
  readonly connector: string
  readonly state: ConsentState
  /** Why it was refused, in words. */
  readonly problem: string | null
  readonly sealed: string
  readonly expiresAt: Date
}

const columns = sql`id, connector, state, problem, sealed, expires_at as "expiresAt"`
const subjectOf = (workspace: Workspace, id: string): string => `consent ${workspace.store.workspace}/${id}`

/** Begins a sign-in. The state is returned once, and kept as a digest. */
export async function beginConsent(
  workspace: Workspace,
  owner: ConsentOwner,
  connector: string,
  content: HeldConsent,
  { state, now }: { readonly state: string; readonly now: Date },
): Promise<{ readonly id: string; readonly expiresAt: Date }> {
  const { db, workspace: name } = workspace.store
  const id = randomToken()
  const expiresAt = new Date(now.getTime() + patienceMs)
  const sealed = await seal(workspace, id, content)
  await sql`
    insert into rapport.consent (id, workspace, state_hash, session_hash, user_id, connector, sealed, state, expires_at)
    values (${id}, ${name}, ${digestOf(state)}, ${digestOf(owner.session)}, ${owner.userId}, ${connector}, ${sealed}, 'waiting', ${expiresAt})
  `.execute(db)
  return { id, expiresAt }
}

/** Forgets the sign-ins that are over, with what came of them. */
export async function clearConsents({ store }: Workspace, now: Date): Promise<void> {
  await sql`delete from rapport.consent where workspace = ${store.workspace} and expires_at <= ${now}`.execute(
    store.db,
  )
}

/** Takes the answer to a sign-in, once; null where this session waits for none of this state. */
export async function takeAnswer(
  workspace: Workspace,
  owner: ConsentOwner,
  { state, now }: { readonly state: string; readonly now: Date },
): Promise<StoredConsent | null> {
  const { db, workspace: name } = workspace.store
  const { rows } = await sql<StoredConsent>`
    update rapport.consent set state = 'answered'
    where workspace = ${name} and state_hash = ${digestOf(state)} and state = 'waiting' and expires_at > ${now}
      and session_hash = ${digestOf(owner.session)} and user_id = ${owner.userId}
    returning ${columns}
  `.execute(db)
  return rows[0] ?? null
}

/** A sign-in of this session; null where there is none of this id, or its time is over. */
export async function findConsent(
  workspace: Workspace,
  owner: ConsentOwner,
  { id, now }: { readonly id: string; readonly now: Date },
): Promise<StoredConsent | null> {
  const { db, workspace: name } = workspace.store
  const { rows } = await sql<StoredConsent>`
    select ${columns} from rapport.consent
    where workspace = ${name} and id = ${id} and expires_at > ${now}
      and session_hash = ${digestOf(owner.session)} and user_id = ${owner.userId}
  `.execute(db)
  return rows[0] ?? null
}

/** Notes that the vendor, or the person, said no. */
export async function noteRefusal({ store }: Workspace, id: string, problem: string): Promise<void> {
  await sql`update rapport.consent set state = 'refused', problem = ${problem}, sealed = '' where id = ${id}`.execute(
    store.db,
  )
}

/** Keeps what the vendor gave until the connection is saved. */
export async function noteToken(
  workspace: Workspace,
  id: string,
  content: HeldConsent,
  now: Date,
): Promise<void> {
  const sealed = await seal(workspace, id, content)
  const expiresAt = new Date(now.getTime() + keptMs)
  await sql`
    update rapport.consent set state = 'given', sealed = ${sealed}, expires_at = ${expiresAt} where id = ${id}
  `.execute(workspace.store.db)
}

/** Forgets a sign-in whose outcome is kept elsewhere now. */
export async function forgetConsent({ store }: Workspace, id: string): Promise<void> {
  await sql`delete from rapport.consent where workspace = ${store.workspace} and id = ${id}`.execute(store.db)
}

/** Opens what is kept of a sign-in; null where the key is another one by now. */
export async function openConsent(
  workspace: Workspace,
  { id, sealed }: StoredConsent,
): Promise<HeldConsent | null> {
  const key = await obtainSealingKey(workspace)
  const text = key.open(sealed, subjectOf(workspace, id))
  return text === null ? null : held.parse(JSON.parse(text))
}

async function seal(workspace: Workspace, id: string, content: HeldConsent): Promise<string> {
  const key = await obtainSealingKey(workspace)
  return key.seal(JSON.stringify(content), subjectOf(workspace, id))
}
