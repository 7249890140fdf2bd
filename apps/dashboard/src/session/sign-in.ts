import { client } from '../api/client.ts'
import { answer } from '../api/request.ts'

/** Begins a session; the server keeps it in a cookie that no script can read. */
export async function signIn(given: { readonly email: string; readonly password: string }): Promise<void> {
  await answer(client.api.auth['sign-in'].email.$post({ json: given }))
}

/** Ends the session on the server. */
export async function endSession(): Promise<void> {
  await answer(client.api.auth['sign-out'].$post())
}
