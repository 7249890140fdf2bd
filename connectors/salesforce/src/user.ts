import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from './client.ts'
import { paths } from './paths.ts'

const identity = z.object({ user_id: z.string(), preferred_username: z.string().catch('') })

/** The user that Rapport works as. */
export interface User {
  readonly id: string
  readonly username: string
}

/** Who is signed in, with one call; null where Salesforce does not tell. */
export async function readUser(ctx: SalesforceContext): Promise<User | null> {
  const options = { effect: 'read', operation: 'read who is signed in' } as const
  const answer: unknown = await callClient(ctx, options, async (connection) =>
    connection.requestGet(paths.userInfo),
  )
  const user = identity.safeParse(answer)
  return user.success ? { id: user.data.user_id, username: user.data.preferred_username } : null
}

/**
 * The id of the user that is signed in, with one call.
 * @throws ConnectorError of kind `contract` where Salesforce does not tell
 */
export async function readUserId(ctx: SalesforceContext): Promise<string> {
  const user = await readUser(ctx)
  if (user !== null) return user.id
  throw new ConnectorError('contract', 'Salesforce does not tell who is signed in')
}
