import type { AnyConnector, ConsentFlow, TokenExchange } from '@rapport/connector'

/** A sign-in that a person makes in a browser, and what its outcome is set up as. */
export interface OfferedConsent {
  readonly flow: ConsentFlow<unknown>
  /** The way that works without the person from then on. */
  readonly method: TokenExchange<unknown>
  /** The key that its outcome stands at. */
  readonly key: string
}

/** Every sign-in in a browser that a connector offers. */
export function consentsOf({ authentication }: AnyConnector): readonly OfferedConsent[] {
  return authentication.flatMap((method) =>
    'exchange' in method && method.consent !== undefined && method.rotates !== undefined
      ? [{ flow: method.consent, method, key: method.rotates }]
      : [],
  )
}

/** Where vendors send people back to. */
export const consentCallback = (origin: string): string => `${origin}/api/setup/consent-answer`
