import { authenticationKeysOf, describeSettings, secretVariable } from '@rapport/config'
import type { AnyConnector, AuthenticationMethod } from '@rapport/connector'
import { tell } from '../../output.ts'
import { wrongConnection } from '../answers.ts'
import { ask, choose, openSettings } from '../questions.ts'
import { chooseSignIn, type GivenConnection, wrongValue } from './connection-request.ts'

/** Asks on the terminal for what the options leave open: where the system is, how to sign in, and with what. */
export async function askForConnection(
  given: GivenConnection,
  connector: AnyConnector,
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
  const method = await chooseMethod(given, connector)
  if (method === undefined) return { ...given, connection, setting }
  tell(...stepsOf(method))
  const auth = { ...given.auth }
  for (const key of authenticationKeysOf(method.schema)) {
    if (key.name in auth) continue
    const about = describeSettings(method.schema).find(({ path }) => path === key.name)?.description
    const question = `${key.name}${about ? `: ${about}` : ''}${key.secret ? ' (env:NAME or file:path)' : ''}`
    auth[key.name] = await ask(
      question,
      key.secret ? `env:${secretVariable(connection, key.name)}` : '',
      (value) => wrongValue(method, key.name, value),
    )
  }
  return { ...given, connection, setting, signIn: method.type, auth }
}

/** What a person does at the vendor before the answers can be given. */
export function stepsOf(method: AuthenticationMethod<never>): string[] {
  const steps = 'steps' in method ? (method.steps ?? []) : []
  return steps.map((step, index) => `  ${index + 1}. ${step}`)
}

/** The way that was named, else the one that the given keys belong to, else the one that is chosen. */
async function chooseMethod(
  given: GivenConnection,
  connector: AnyConnector,
): Promise<AuthenticationMethod<never> | undefined> {
  const methods: readonly AuthenticationMethod<never>[] = connector.authentication
  const isOpen = given.signIn === undefined && given.auth === undefined && methods.length > 1
  const type = isOpen
    ? await choose(
        `How does Rapport sign in to ${connector.title}?`,
        methods.map((method) => ({
          value: method.type,
          label: 'title' in method ? `${method.type}: ${method.title}` : method.type,
        })),
      )
    : chooseSignIn(connector, given)?.type
  return methods.find((method) => method.type === type)
}
