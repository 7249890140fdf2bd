import { ConnectorError, outboundWays, Redactor, safeCause } from '@rapport/connector'
import { mustBePublic, outboundGuard } from '@rapport/run'
import type { Server } from '../../server.ts'
import { refusalWords } from './answer-words.ts'
import {
  type ConsentOwner,
  noteRefusal,
  noteToken,
  openConsent,
  type StoredConsent,
  takeAnswer,
} from './consent-store.ts'
import { consentsOf } from './offered-consents.ts'

/** What a person was sent back with. */
export interface ConsentAnswer {
  readonly state?: string | undefined
  readonly code?: string | undefined
  readonly error?: string | undefined
  readonly error_description?: string | undefined
}

/** `foreign`: it belongs to no sign-in that this session waits for. */
export type ConsentOutcome = 'given' | 'refused' | 'foreign'

/** Takes what the person was sent back with, and exchanges the code. What went wrong is kept in words, for the page that waits. */
export async function finishSignIn(
  server: Server,
  owner: ConsentOwner,
  answer: ConsentAnswer,
): Promise<ConsentOutcome> {
  const workspace = await server.current()
  if (!answer.state) return 'foreign'
  const consent = await takeAnswer(workspace, owner, { state: answer.state, now: server.now() })
  if (consent === null) return 'foreign'
  const problem =
    answer.error !== undefined
      ? refusalWords(answer.error, answer.error_description)
      : await exchange(server, consent, answer.code ?? '')
  if (problem === null) return 'given'
  await noteRefusal(workspace, consent.id, problem)
  return 'refused'
}

/** Exchanges the code and keeps what it gave; what it returns says why that did not go. */
async function exchange(server: Server, consent: StoredConsent, code: string): Promise<string | null> {
  const workspace = await server.current()
  // What is tried may be any word: it is taken out of what is said of this sign-in alone.
  const redactor = new Redactor(workspace.redactor)
  try {
    const content = await openConsent(workspace, consent)
    const connector = workspace.connectors.get(consent.connector)
    const found = connector && consentsOf(connector).find(({ flow }) => flow.type === content?.flow)
    if (content === null || connector === undefined || found === undefined || code === '')
      return 'The answer holds no code that could be exchanged: sign in again.'
    const { given, redirectUri, verifier } = content
    for (const name of found.method.secrets) if (given[name]) redactor.add(given[name])
    redactor.add(code)
    redactor.add(verifier)
    const settings = connector.settings.parse(content.settings)
    // Names may lead elsewhere than they did when the draft was checked.
    await mustBePublic(workspace.config, { name: connector.id, connector, settings })
    const ways = outboundWays(outboundGuard(workspace))
    const token = await found.flow.exchange(settings, given, { redirectUri, code, verifier }, ways)
    redactor.add(token)
    await noteToken(workspace, consent.id, { ...content, token }, server.now())
    return null
  } catch (error) {
    if (error instanceof ConnectorError) return redactor.redact(error.message)
    const err = safeCause(error, redactor)
    server.log.error({ err, connector: consent.connector }, 'a sign-in in a browser failed')
    return 'The sign-in failed, and the log of the server says why: sign in again.'
  }
}
