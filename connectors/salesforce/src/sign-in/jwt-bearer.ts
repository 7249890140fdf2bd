import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { OutboundWays } from '@rapport/connector'
import { ConnectorError, secretReference } from '@rapport/connector'
import { z } from 'zod'
import { adviceToApprove } from './not-approved.ts'
import { type Refusal, requestToken, type SalesforceGrant } from './token-request.ts'

/** What an admin gives for the sign-in with a signed statement (JWT bearer, RFC 7523): no secret is ever sent. */
export const jwtBearerSchema = z.strictObject({
  consumerKey: z.string().min(1).describe("The consumer key of the org's external client app"),
  username: z.string().min(1).describe('The Salesforce user that Rapport works as'),
  privateKey: secretReference.describe('The private key (PEM) that belongs to the certificate of the app'),
})

/** How long a statement is good for: Salesforce takes no more than a few minutes. */
const lifetimeSeconds = 180
/** A clock that differs by more than this makes statements that have ended or are not yet good. */
const clockSkewMs = 60_000

/**
 * Signs in with a signed statement. There is no refresh token: another statement is signed when the token has ended.
 * @throws ConnectorError of kind `auth` that says what to set right, `config` for a key that is none.
 */
export async function signInWithJwt(options: {
  readonly loginUrl: string
  readonly consumerKey: string
  readonly username: string
  /** PEM. */
  readonly privateKey: string
  /** Epoch milliseconds. */
  readonly now: number
  readonly signal?: AbortSignal
  readonly ways?: OutboundWays | undefined
}): Promise<SalesforceGrant> {
  const { loginUrl, consumerKey, username, now } = options
  const assertion = signedStatement(
    { iss: consumerKey, sub: username, aud: loginUrl, exp: Math.floor(now / 1000) + lifetimeSeconds },
    keyOf(options.privateKey),
  )
  return requestToken({
    ways: options.ways,
    loginUrl,
    form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    explain: (refusal) => explain(refusal, options),
  })
}

function keyOf(privateKey: string): KeyObject {
  try {
    // Environment variables often hold the line breaks as they are written in JSON.
    const key = createPrivateKey(privateKey.replaceAll('\\n', '\n'))
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // The cause would show parts of the key.
  }
  throw new ConnectorError(
    'config',
    'auth.privateKey is no RSA private key: give the PEM file that begins with "-----BEGIN PRIVATE KEY-----"',
  )
}

function signedStatement(claims: Readonly<Record<string, string | number>>, key: KeyObject): string {
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const content = `${encode({ alg: 'RS256' })}.${encode(claims)}`
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), key).toString('base64url')}`
}

/** The refusals that admins meet. Of those texts that stand for several causes, the clock is the one that can be seen here. */
function explain(
  refusal: Refusal,
  { loginUrl, username, now }: { loginUrl: string; username: string; now: number },
): string | undefined {
  const { code, description, at } = refusal
  if (/audience/i.test(description) || code === 'app_not_found') {
    return `Set instanceUrl, or loginUrl, to the org's own My Domain address (it is ${loginUrl}).`
  }
  const approval = adviceToApprove(refusal, username)
  if (approval !== undefined) return approval
  if (code === 'invalid_client_id') return 'auth.consumerKey is not that of an app of this org.'
  const skew = at === null ? 0 : now - at
  if (Math.abs(skew) > clockSkewMs) {
    const minutes = Math.round(Math.abs(skew) / 60_000)
    return `This machine's clock is ${minutes} min ${skew > 0 ? 'ahead of' : 'behind'} Salesforce's: set it right, for example by NTP.`
  }
  if (/expired authorization code/i.test(description)) {
    return "The signed statement had ended when it arrived: set this machine's clock right, for example by NTP."
  }
  if (/invalid assertion/i.test(description)) {
    return 'The private key does not belong to the certificate of the app, or the app takes no signed statements.'
  }
  return undefined
}
