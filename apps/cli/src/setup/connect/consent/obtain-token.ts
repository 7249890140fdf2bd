import process from 'node:process'
import { type ConnectionSettings, resolveSecret, type SecretSources } from '@rapport/config'
import type { AnyConnector } from '@rapport/connector'
import { CommandError } from '../../../command-error.ts'
import { exitCodes } from '../../../exit-codes.ts'
import { interruption } from '../../../interruption.ts'
import { tell } from '../../../output.ts'
import { redactor } from '../../../redactor.ts'
import { awaitAnswer } from './await-answer.ts'
import { newProofKey, randomToken } from './proof-key.ts'
import type { RequestedConsent } from './requested-consent.ts'

/** How long a person may take. Salesforce's own codes end after this time. */
const patienceMs = 15 * 60_000

/**
 * Has a person sign in at the vendor and exchanges what the vendor sends them back with. The token is never printed.
 * @throws CommandError where the sign-in was refused or did not come; ConnectorError where the vendor does not take the code.
 */
export async function obtainToken(options: {
  readonly connector: AnyConnector
  readonly consent: RequestedConsent
  readonly connection: ConnectionSettings
  /** As the vendor knows it, to the letter. */
  readonly callback: string
  /** Where the secrets are that the connection refers to. */
  readonly sources: SecretSources
}): Promise<string> {
  const { connector, consent, connection, callback, sources } = options
  const settings = connector.settings.parse(connection.settings)
  // Before the secrets: the database is opened for those that are stored.
  using stop = interruption(() => tell('', 'rapport: interrupted; nothing was written'))
  const given = await resolveGiven(consent, connection.auth, sources)
  stop.signal.throwIfAborted()
  const { verifier, challenge } = newProofKey()
  const state = randomToken()
  const address = consent.flow.address(settings, given, { redirectUri: callback, state, challenge })
  const answer = await awaitAnswer({
    callback: new URL(callback),
    state,
    input: process.stdin,
    timeoutMs: patienceMs,
    signal: stop.signal,
    tell,
    ready: ({ listening }) => tell(...instructions(connector.title, address, callback, listening)),
  })
  if (answer.kind !== 'code') {
    throw new CommandError(
      `the sign-in at ${connector.title} was refused, so nothing was written: ${answer.reason}`,
      exitCodes.auth,
    )
  }
  for (const secret of [answer.code, verifier]) redactor.add(secret)
  const token = await consent.flow.exchange(settings, given, {
    redirectUri: callback,
    code: answer.code,
    verifier,
  })
  redactor.add(token)
  return token
}

function instructions(title: string, address: URL, callback: string, listening: boolean): string[] {
  return [
    `Open this address in a browser, and sign in to ${title}:`,
    '',
    `  ${address.href}`,
    '',
    listening
      ? `The answer is waited for at ${callback}. Where the browser is on another machine, paste here the address that it was sent to.`
      : 'Then paste here the address that the browser was sent to.',
  ]
}

/** What the admin wrote, with its references replaced; the token is still to come. */
async function resolveGiven(
  { method, key }: RequestedConsent,
  auth: Readonly<Record<string, string>>,
  sources: SecretSources,
): Promise<Record<string, string>> {
  const { [key]: _toCome, ...written } = auth
  const given: Record<string, string> = { ...written }
  for (const name of method.secrets) {
    const reference = written[name]
    if (reference === undefined) continue
    const secret = await resolveSecret(reference, sources)
    redactor.add(secret)
    given[name] = secret
  }
  return given
}
