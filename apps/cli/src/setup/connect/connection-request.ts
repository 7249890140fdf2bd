import process from 'node:process'
import { authenticationKeysOf, type ConnectorDescription, secretVariable } from '@rapport/config'
import { nearest } from '@rapport/model'
import { UsageError } from '../../command-error.ts'
import { findConnector, readSettings, wrongConnection } from '../answers.ts'

/** What is given on the command line, or was asked for. */
export interface GivenConnection {
  readonly connector: string
  readonly connection?: string
  readonly signIn?: string
  readonly auth?: Readonly<Record<string, string>>
  readonly setting?: Readonly<Record<string, string>>
}

/** A connection as it is written into the configuration. */
export interface NewConnection {
  readonly name: string
  readonly connector: ConnectorDescription
  readonly auth: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, unknown>>
  /** By stream: which source field each field of the model comes from. */
  readonly mapping?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A way to sign in, as a connector describes it. */
export type SignInDescription = ConnectorDescription['authentication'][number]

/**
 * Fills in what was not given: the name of the connector, its first way to sign in, and for each secret a reference to an
 * environment variable named after it; one that may be left out is, unless its variable is set.
 * @throws UsageError where something is wrong or missing, with what was probably meant.
 */
export function completeConnection(
  given: GivenConnection,
  connectors: readonly ConnectorDescription[],
  environment: NodeJS.ProcessEnv = process.env,
): NewConnection {
  const connector = findConnector(given.connector, connectors)
  const name = given.connection ?? connector.id
  const wrongName = wrongConnection(name)
  if (wrongName !== undefined) throw new UsageError(wrongName)
  const method = chooseSignIn(connector, given)
  return {
    name,
    connector,
    auth: method === undefined ? {} : completeAuth(name, connector, method, given.auth ?? {}, environment),
    settings: readSettings(given.setting ?? {}, connector),
  }
}

/**
 * The way to sign in that is named, else the one that the given keys belong to, else the connector's first.
 * @throws UsageError for a name that the connector does not have.
 */
export function chooseSignIn(
  connector: ConnectorDescription,
  { signIn, auth = {} }: GivenConnection,
): SignInDescription | undefined {
  const methods = connector.authentication
  if (signIn === undefined) {
    const fitting = methods.find(({ schema }) => {
      const names = authenticationKeysOf(schema).map((key) => key.name)
      return Object.keys(auth).every((name) => names.includes(name))
    })
    return fitting ?? methods[0]
  }
  const named = methods.find(({ type }) => type === signIn)
  if (named !== undefined) return named
  const known = methods.map(({ type }) => type)
  const meant = nearest(signIn, known)
  throw new UsageError(
    `${connector.title} has no way to sign in called "${signIn}": ${meant === null ? `there are ${known.join(', ')}` : `did you mean "${meant}"?`}`,
  )
}

function completeAuth(
  name: string,
  connector: ConnectorDescription,
  method: SignInDescription,
  given: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
): Record<string, string> {
  const keys = authenticationKeysOf(method.schema)
  const unknown = Object.keys(given).find((key) => !keys.some((known) => known.name === key))
  if (unknown !== undefined) {
    const known = keys.map((key) => key.name).join(', ')
    throw new UsageError(`"${unknown}" does not belong to the sign-in ${method.type}: it takes ${known}`)
  }
  const auth: Record<string, string> = {}
  for (const key of keys) {
    const variable = secretVariable(name, key.name)
    const isOpen = given[key.name] === undefined
    if (isOpen && !key.required && !environment[variable]) continue
    const value = given[key.name] ?? (key.secret ? `env:${variable}` : undefined)
    if (value === undefined) {
      throw new UsageError(
        `${connector.title} needs ${key.name} to sign in by ${method.type}: give it with --auth ${key.name}=…`,
      )
    }
    const wrong = wrongValue(method, key.name, value)
    if (wrong !== undefined) throw new UsageError(wrong)
    auth[key.name] = value
  }
  return auth
}

/** Why a value cannot stand at a key of a sign-in; undefined where it can. The value is not repeated: it may be a secret. */
export function wrongValue(method: SignInDescription, key: string, value: string): string | undefined {
  const issue = method.schema.safeParse({ [key]: value }).error?.issues.find(({ path }) => path[0] === key)
  if (issue === undefined) return undefined
  return `${key} ${issue.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase())}`
}
