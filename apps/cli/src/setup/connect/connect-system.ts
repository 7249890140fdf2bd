import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { type LoadedConfiguration, parseConfiguration } from '@rapport/config'
import { openWorkspace } from '@rapport/run'
import { examineConnection } from '../../check-connections.ts'
import { CommandError } from '../../command-error.ts'
import { commandName } from '../../command-name.ts'
import { configurationContext, loadFor } from '../../configuration.ts'
import { connectors } from '../../connectors.ts'
import { exitCodes, exitWith } from '../../exit-codes.ts'
import { interruption } from '../../interruption.ts'
import { type GlobalOptions, printResult, tell } from '../../output.ts'
import { redactor } from '../../redactor.ts'
import { findConnector } from '../answers.ts'
import { completeConnection, type GivenConnection, type NewConnection } from './connection-request.ts'
import { withConnection } from './written-connection.ts'

/** What the command line says beside the connection itself. */
export interface ConnectOptions extends GlobalOptions {
  readonly yes?: boolean
  readonly replace?: boolean
  /** False: the connection is written although nobody knows whether it works. */
  readonly test: boolean
}

/** Without these lines of a check a connection is good for nothing; the others can be mended while it stands. */
const necessary: readonly string[] = ['reachable', 'authorised', 'check']

/**
 * Adds a connection to the configuration: asks for what is open, signs in, and writes it down where that went well. Secrets are
 * written as references.
 */
export async function connectSystem(options: ConnectOptions, given: GivenConnection): Promise<void> {
  const loaded = await loadFor(options)
  const connector = connectors.find(({ id }) => id === findConnector(given.connector, connectors).id)
  if (connector === undefined) throw new Error(`there is no connector ${given.connector}`)
  const isAsked = options.yes !== true && process.stdin.isTTY && process.stderr.isTTY
  const answers = isAsked
    ? await (await import('./connection-questions.ts')).askForConnection(given, connector)
    : given
  const connection = completeConnection(answers, connectors)
  const text = withConnection(await readFile(loaded.file, 'utf8'), connection, {
    replace: options.replace === true,
  })
  const changed: LoadedConfiguration = {
    ...loaded,
    configuration: parseConfiguration(text, options.config, configurationContext),
  }
  if (options.test) await mustSignIn(changed, connection, options.json === true)
  await writeFile(loaded.file, text)
  const next = `${commandName} sync --dry-run${options.config === 'rapport.yaml' ? '' : ` --config ${options.config}`}`
  printResult(options, { file: loaded.file, connection: connection.name, next }, () => [
    `wrote connections.${connection.name} to ${options.config}`,
  ])
  if (options.json !== true) tell('next:', `  ${next}   # read and score, write nothing`)
}

/** @throws CommandError where the sign-in does not work: what was printed line by line says why. */
async function mustSignIn(
  { configuration, folder }: LoadedConfiguration,
  { name, connector }: NewConnection,
  isQuiet: boolean,
): Promise<void> {
  process.chdir(folder)
  using stop = interruption(() => tell('', 'rapport: interrupted; nothing was written'))
  const workspace = await openWorkspace({
    config: configuration,
    folder: path.resolve(folder),
    connectors,
    environment: process.env,
    redactor,
  })
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
