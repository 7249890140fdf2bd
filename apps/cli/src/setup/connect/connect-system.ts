import { readFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { type LoadedConfiguration, parseConfiguration } from '@rapport/config'
import type { AnyConnector } from '@rapport/connector'
import { csv } from '@rapport/csv'
import { openStoredSecret, openWorkspace, type Workspace } from '@rapport/run'
import { examineConnection } from '../../check-connections.ts'
import { CommandError } from '../../command-error.ts'
import { commandName } from '../../command-name.ts'
import { configurationContext, loadFor } from '../../configuration.ts'
import { connectors } from '../../connectors.ts'
import { exitCodes, exitWith } from '../../exit-codes.ts'
import { interruption } from '../../interruption.ts'
import { type GlobalOptions, printResult, tell } from '../../output.ts'
import { redactor } from '../../redactor.ts'
import { replaceFile } from '../../replace-file.ts'
import { findConnector } from '../answers.ts'
import { ignoreDataFolder } from '../git-ignore.ts'
import { completeConnection, type GivenConnection, type NewConnection } from './connection-request.ts'
import {
  consentsOf,
  type RequestedConsent,
  requestedConsent,
  withConsent,
} from './consent/requested-consent.ts'
import { tokenFileOf, writeTokenFile } from './consent/token-file.ts'
import { withConnection } from './written-connection.ts'

/** What the command line says beside the connection itself. */
export interface ConnectOptions extends GlobalOptions {
  readonly yes?: boolean
  readonly replace?: boolean
  /** False: the connection is written although nobody knows whether it works. */
  readonly test: boolean
  /** Where a browser is sent back to after a sign-in in it. */
  readonly callback: string
  /** With csv: a file of reviews. */
  readonly reviews?: string
  /** Of it, columns by field. */
  readonly map?: Readonly<Record<string, string>>
}

/** Without these lines of a check a connection is good for nothing; the others can be mended while it stands. */
const necessary: readonly string[] = ['reachable', 'authorised', 'check']

/**
 * Adds a connection to the configuration: asks for what is open, has a person sign in in a browser where that is the way, signs in,
 * and writes it down where that went well. Secrets are written as references.
 */
export async function connectSystem(options: ConnectOptions, given: GivenConnection): Promise<void> {
  const loaded = await loadFor(options)
  const connector = connectors.find(({ id }) => id === findConnector(given.connector, connectors).id)
  if (connector === undefined) throw new Error(`there is no connector ${given.connector}`)
  const isAsked = options.yes !== true && process.stdin.isTTY && process.stderr.isTTY
  const answers = isAsked
    ? await (await import('./connection-questions.ts')).askForConnection(given, connector, {
        consents: consentsOf(connector),
        callback: options.callback,
      })
    : given
  const consent = requestedConsent(connector, answers.signIn)
  const completed = completeConnection(
    consent === undefined ? answers : withConsent(answers, consent),
    connectors,
  )
  const connection =
    connector.id === csv.id ? await withReviews(loaded, completed, isAsked, options) : completed
  const text = withConnection(await readFile(loaded.file, 'utf8'), connection, {
    replace: options.replace === true,
  })
  const changed: LoadedConfiguration = {
    ...loaded,
    configuration: parseConfiguration(text, options.config, configurationContext),
  }
  const undo =
    consent === undefined ? null : await keepConsent(changed, connection, connector, consent, options)
  try {
    if (options.test) await mustSignIn(changed, connection, options.json === true)
    await replaceFile(loaded.file, text)
  } catch (error) {
    await undo?.()
    throw error
  }
  const [command, about] = nextStep(connection, connector)
  const next = `${commandName} ${command}${options.config === 'rapport.yaml' ? '' : ` --config ${options.config}`}`
  const { name, settings, mapping } = connection
  const written = {
    file: loaded.file,
    connection: name,
    ...(mapping === undefined ? {} : { settings, mapping }),
  }
  printResult(options, { ...written, next }, () => [
    `wrote connections.${connection.name} to ${options.config}`,
  ])
  if (options.json !== true) tell('next:', `  ${next}   # ${about}`)
}

/** What there is to do with the connection first, and what that does. */
function nextStep(
  { name, settings }: NewConnection,
  { streams }: AnyConnector,
): readonly [command: string, about: string] {
  if (streams.length > 0) return ['sync --dry-run', 'read and score, write nothing']
  const place = Array.isArray(settings.places) ? String(settings.places[0]) : '<place>'
  return [`reviews --live ${name}/${place}`, 'shown straight from the site, and not stored']
}

/** A file of reviews has other columns on each site: which is what is found out before anything is read. */
async function withReviews(
  { configuration, folder }: LoadedConfiguration,
  connection: NewConnection,
  isAsked: boolean,
  { reviews, map = {} }: ConnectOptions,
): Promise<NewConnection> {
  const { mapReviews } = await import('./reviews/map-reviews.ts')
  return mapReviews(connection, {
    folder,
    timezone: configuration.timezone,
    isAsked,
    columns: map,
    print: tell,
    ...(reviews === undefined ? {} : { file: reviews }),
  })
}

/** Has a person sign in, and keeps what that gave. What it returns takes that away again. */
async function keepConsent(
  changed: LoadedConfiguration,
  { name }: NewConnection,
  connector: AnyConnector,
  consent: RequestedConsent,
  { callback }: ConnectOptions,
): Promise<() => Promise<void>> {
  const { configuration, folder } = changed
  const connection = configuration.connections[name]
  if (connection === undefined) throw new Error(`there is no connection ${name}`)
  const { obtainToken } = await import('./consent/obtain-token.ts')
  const stored = (secret: string): Promise<string | null> => storedSecret(changed, secret)
  const sources = { folder, environment: process.env, stored }
  const token = await obtainToken({ connector, consent, connection, callback, sources })
  const ignored = await ignoreDataFolder(folder)
  if (ignored !== null) tell(`added .rapport/ to ${ignored}`)
  return writeTokenFile(path.join(folder, tokenFileOf(name)), token)
}

/** The database is open for this alone: it may not be needed at all, and a person takes long to sign in. */
async function storedSecret(changed: LoadedConfiguration, name: string): Promise<string | null> {
  const workspace = await openChanged(changed)
  try {
    return await openStoredSecret(workspace, name)
  } finally {
    await workspace.close()
  }
}

/** The workspace as it will be with the connection. */
function openChanged({ configuration, folder }: LoadedConfiguration): Promise<Workspace> {
  return openWorkspace({
    config: configuration,
    folder: path.resolve(folder),
    connectors,
    environment: process.env,
    redactor,
  })
}

/** @throws CommandError where the sign-in does not work: what was printed line by line says why. */
async function mustSignIn(
  changed: LoadedConfiguration,
  { name, connector }: NewConnection,
  isQuiet: boolean,
): Promise<void> {
  process.chdir(changed.folder)
  using stop = interruption(() => tell('', 'rapport: interrupted; nothing was written'))
  const workspace = await openChanged(changed)
  try {
    const { report, codes } = await examineConnection(workspace, name, {
      signal: stop.signal,
      // With --json standard output is for the result alone.
      print: isQuiet ? () => {} : (line) => tell(line),
    })
    stop.signal.throwIfAborted()
    const failed = report.checks.filter(({ ok }) => !ok)
    const decisive = failed.find(({ name: line }) => necessary.includes(line))
    if (decisive !== undefined) {
      const detail = isQuiet ? `: ${decisive.detail}` : ''
      throw new CommandError(
        `the connection to ${connector.title} does not work yet, so nothing was written${detail}. Mend it and run the command again, or write it untested with --no-test`,
        codes[0] ?? exitCodes.error,
      )
    }
    exitWith(codes[0] ?? exitCodes.ok)
  } finally {
    await workspace.close()
  }
}
