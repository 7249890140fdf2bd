import { createHash, randomBytes } from 'node:crypto'

/** Why a code, or a request for one, is not taken: the words that each vendor has for it are its own. */
export type ConsentRefusal = 'redirect-uri' | 'code' | 'verifier'

interface Issued {
  readonly clientId: string
  readonly redirectUri: string
  /** Null where the request named none. */
  readonly challenge: string | null
}

/**
 * The codes of people who signed in in a browser, for vendors whose page allows everything at once. Any address of this machine may be
 * sent to, whatever its port.
 */
export class ConsentCodes {
  readonly #issued = new Map<string, Issued>()
  /** Whether people say no. */
  denies = false

  /** Where the person is sent: back to the app, with a code or with an error; null where the app may not be sent to there. */
  authorize(query: URLSearchParams): URL | null {
    const redirectUri = query.get('redirect_uri') ?? ''
    const target = URL.parse(redirectUri)
    if (target === null || !['127.0.0.1', 'localhost'].includes(target.hostname)) return null
    const state = query.get('state')
    if (state !== null) target.searchParams.set('state', state)
    if (this.denies) {
      target.searchParams.set('error', 'access_denied')
      target.searchParams.set('error_description', 'The user denied access.')
      return target
    }
    const code = randomBytes(24).toString('base64url')
    this.#issued.set(code, {
      clientId: query.get('client_id') ?? '',
      redirectUri,
      challenge: query.get('code_challenge'),
    })
    target.searchParams.set('code', code)
    return target
  }

  /** Takes a code, which then is worth nothing, whatever comes of it. Null: it is good. */
  redeem(form: URLSearchParams): ConsentRefusal | null {
    const code = form.get('code') ?? ''
    const issued = this.#issued.get(code)
    this.#issued.delete(code)
    if (issued === undefined || issued.clientId !== form.get('client_id')) return 'code'
    if (issued.redirectUri !== form.get('redirect_uri')) return 'redirect-uri'
    const digest = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    return issued.challenge !== null && issued.challenge !== digest ? 'verifier' : null
  }
}
