import type { AnyConnector, ConsentFlow, TokenExchange } from '@rapport/connector'
import { UsageError } from '../../../command-error.ts'
import type { GivenConnection } from '../connection-request.ts'
import { tokenFileOf } from './token-file.ts'

/** A sign-in that a person makes in a browser, and what its outcome is set up as. */
export interface RequestedConsent {
  readonly flow: ConsentFlow<unknown>
  /** The way that works without the person from then on. */
  readonly method: TokenExchange<unknown>
  /** The key that its outcome stands at. */
  readonly key: string
}

/** Every sign-in in a browser that a connector offers. */
export function consentsOf({ authentication }: AnyConnector): readonly RequestedConsent[] {
  return authentication.flatMap((method) =>
    'exchange' in method && method.consent !== undefined && method.rotates !== undefined
      ? [{ flow: method.consent, method, key: method.rotates }]
      : [],
  )
}

/** The sign-in in a browser that is named; undefined where another way is. */
export function requestedConsent(
  connector: AnyConnector,
  signIn: string | undefined,
): RequestedConsent | undefined {
  return consentsOf(connector).find(({ flow }) => flow.type === signIn)
}

/**
 * The connection as the sign-in leaves it: by the way that works without the person, the token in a file of the data folder.
 * @throws UsageError where the token is given, which the sign-in is to fetch.
 */
export function withConsent(
  given: GivenConnection,
  { flow, method, key }: RequestedConsent,
): GivenConnection {
  if (given.auth?.[key] !== undefined) {
    throw new UsageError(
      `${flow.type} fetches ${key} itself: leave --auth ${key}=… out, or give --sign-in ${method.type}`,
    )
  }
  const name = given.connection ?? given.connector
  return {
    ...given,
    signIn: method.type,
    auth: { ...given.auth, [key]: `file:${tokenFileOf(name)}` },
  }
}
