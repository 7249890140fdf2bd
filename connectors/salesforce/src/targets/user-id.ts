import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from '../client.ts'
import { targetPaths } from './paths.ts'

const identity = z.object({ user_id: z.string() })

/** The id of the user that Rapport works as, with one call. */
export async function readUserId(ctx: SalesforceContext): Promise<string> {
  const operation = 'read who is signed in'
  const answer: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
    connection.requestGet(targetPaths.userInfo),
  )
  const user = identity.safeParse(answer)
  if (user.success) return user.data.user_id
  throw new ConnectorError('contract', 'Salesforce does not tell who is signed in', { cause: user.error })
}
