import { answer } from '../api/request.ts'

/** Begins a session; the server keeps it in a cookie that no script can read. */
export async function signIn(given: { readonly email: string; readonly password: string }): Promise<void> {
  await answer(post('/api/auth/sign-in/email', given))
}

/** Ends the session on the server. */
export async function endSession(): Promise<void> {
  await answer(post('/api/auth/sign-out', {}))
}

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
