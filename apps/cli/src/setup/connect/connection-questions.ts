import { authenticationKeysOf, describeSettings, secretVariable } from '@rapport/config'
import type { AnyConnector, AuthenticationMethod } from '@rapport/connector'
import { tell } from '../../output.ts'
import { wrongConnection } from '../answers.ts'
import { ask, choose, openSettings } from '../questions.ts'
import { chooseSignIn, type GivenConnection, wrongValue } from './connection-request.ts'
import type { RequestedConsent } from './consent/requested-consent.ts'

/** The sign-ins in a browser that can be made now. */
export interface OfferedConsents {
  readonly consents: readonly RequestedConsent[]
  /** Where the browser is sent back to. */
  readonly callback: string
}

/** Asks on the terminal for what the options leave open: where the system is, how to sign in, and with what. */
export async function askForConnection(
  given: GivenConnection,
  connector: AnyConnector,
  offered: OfferedConsents = { consents: [], callback: '' },
): Promise<GivenConnection> {
  const connection =
    given.connection ?? (await ask('A name of your own for this connection', connector.id, wrongConnection))
  const setting = { ...given.setting }
  for (const { path, description, required } of openSettings(connector)) {
    if (path in setting) continue
    const value = await ask(required ? description : `${description} (may be left empty)`, '', (text) =>
      required && text === '' ? 'Only you know this: it has no default.' : undefined,
    )
    if (value !== '') setting[path] = value
  }
  const signIn = await chooseWay(given, connector, offered.consents)
  const consent = offered.consents.find(({ flow }) => flow.type === signIn)
  const methods: readonly AuthenticationMethod<never>[] = connector.authentication
  const method = consent?.method ?? methods.find(({ type }) => type === signIn)
  if (method === undefined) return { ...given, connection, setting }
  tell(...numbered(consent === undefined ? stepsOf(method) : consent.flow.steps(offered.callback)))
  const auth = { ...given.auth }
  for (const key of authenticationKeysOf(method.schema)) {
    // What the sign-in in a browser is to give is not asked for.
    if (key.name in auth || key.name === consent?.key) continue
    const about = describeSettings(method.schema).find(({ path }) => path === key.name)?.description
    const isUntold = key.secret && about?.includes('env:NAME') !== true
    const question = `${key.name}${about ? `: ${about}` : ''}${isUntold ? ' (env:NAME, file:path or stored:NAME)' : ''}`
    const answer = key.required
      ? await ask(question, key.secret ? `env:${secretVariable(connection, key.name)}` : '', (value) =>
          wrongValue(method, key.name, value),
        )
      : await ask(`${question} (may be left empty)`, '', (value) =>
          value === '' ? undefined : wrongValue(method, key.name, value),
        )
    if (answer !== '') auth[key.name] = answer
  }
  return { ...given, connection, setting, signIn: consent?.flow.type ?? method.type, auth }
}

/** What a person does at the vendor before the answers can be given. */
function stepsOf(method: AuthenticationMethod<never>): readonly string[] {
  return 'steps' in method ? (method.steps ?? []) : []
}

function numbered(steps: readonly string[]): string[] {
  return steps.map((step, index) => `  ${index + 1}. ${step}`)
}

/** The way that was named, else the one that the given keys belong to, else the one that is chosen. */
async function chooseWay(
  given: GivenConnection,
  connector: AnyConnector,
  consents: readonly RequestedConsent[],
): Promise<string | undefined> {
  if (consents.some(({ flow }) => flow.type === given.signIn)) return given.signIn
  const methods: readonly AuthenticationMethod<never>[] = connector.authentication
  const isOpen = given.signIn === undefined && given.auth === undefined && methods.length > 1
  if (!isOpen) return chooseSignIn(connector, given)?.type
  return choose(`How does Rapport sign in to ${connector.title}?`, [
    ...methods.map((method) => ({
      value: method.type,
      label: 'title' in method ? `${method.type}: ${method.title}` : method.type,
    })),
    ...consents.map(({ flow }) => ({ value: flow.type, label: `${flow.type}: ${flow.title}` })),
  ])
}
