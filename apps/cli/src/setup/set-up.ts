import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import {
  ConfigurationError,
  configurationTemplate,
  isConnectionOpen,
  parseConfiguration,
  type TemplateAnswers,
} from '@rapport/config'
import type { AnyConnector } from '@rapport/connector'
import { CommandError, UsageError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { configurationContext } from '../configuration.ts'
import { connectors } from '../connectors.ts'
import { type GlobalOptions, printResult, tell } from '../output.ts'
import { replaceFile } from '../replace-file.ts'
import { unwritable } from '../unwritable.ts'
import { completeAnswers, defaultConnector, findConnector, type GivenAnswers } from './answers.ts'
import { completeConnection } from './connect/connection-request.ts'
import { ignoreDataFolder } from './git-ignore.ts'

type SetUpOptions = GlobalOptions & GivenAnswers & { readonly yes?: boolean; readonly force?: boolean }

/** Writes a new configuration: from options, and from answers where somebody can be asked. */
export async function setUp(options: SetUpOptions): Promise<void> {
  // Asked before a person answers, and again when it is written.
  if (options.force !== true && existsSync(options.config)) throw existing(options.config)
  const given = options.yes === true ? options : await askIfPossible(options)
  const answers = { ...completeAnswers(given, connectors), auth: givenSignIn(given) }
  const text = configurationTemplate(answers)
  mustBeSound(text, options, answers)
  const file = resolve(options.config)
  await writeConfiguration(options, text)
  const ignored = await ignoreDataFolder(dirname(file))
  const next = nextSteps(options, answers)
  printResult(options, { file, gitIgnore: ignored, next }, () => [`wrote ${options.config}`])
  if (ignored !== null) tell(`added .rapport/ to ${ignored}`)
  if (options.json !== true) tell('next:', ...next.map((step) => `  ${step}`))
}

async function askIfPossible(options: SetUpOptions): Promise<GivenAnswers> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError(
      `there is no terminal to ask on: add --yes and give what you want otherwise than the defaults as options (${commandName} init --help)`,
    )
  }
  const { askForConnector, askForSettings, askForWorkspace } = await import('./questions.ts')
  const id = findConnector(options.connector ?? (await askForConnector(connectors)), connectors).id
  const connector = connectors.find((known) => known.id === id)
  if (connector === undefined) throw new Error(`there is no connector ${id}`)
  const given = { ...options, connector: id }
  if (!hasSteps(connector)) return askForWorkspace(await askForSettings(given, connector))
  const { askForConnection } = await import('./connect/connection-questions.ts')
  return askForWorkspace({ ...given, ...(await askForConnection(given, connector)) })
}

/** The keys of the sign-in, where any was given; null: the connector's first way, as far as its keys are known. */
function givenSignIn(given: GivenAnswers): Readonly<Record<string, string>> | null {
  if (given.signIn === undefined && given.auth === undefined) return null
  return completeConnection({ ...given, connector: given.connector ?? defaultConnector }, connectors).auth
}

/** Whether something is to be done at the vendor before one can sign in: `rapport connect` says what. */
function hasSteps({ authentication }: AnyConnector): boolean {
  return authentication.some((method) => 'steps' in method && method.steps !== undefined)
}

/** A connector may need settings that only its own schema knows of. */
function mustBeSound(text: string, options: SetUpOptions, { connector, connection }: TemplateAnswers): void {
  try {
    parseConfiguration(text, options.config, configurationContext)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const place = `connections.${connection}.settings`
    const reasons = error.problems.map(({ path, message, suggestion }) => {
      const setting = path.startsWith(`${place}.`) ? `${path.slice(place.length + 1)}: ` : ''
      return `${setting}${message}${suggestion === null ? '' : ` (${suggestion})`}`
    })
    throw new UsageError(
      `${connector.title} needs other settings: ${reasons.join('; ')}; give them with --setting name=value`,
    )
  }
}

const existing = (file: string) => new CommandError(`${file} exists: give --force to replace it`)

async function writeConfiguration({ config, force }: SetUpOptions, text: string): Promise<void> {
  if (force === true) return replaceFile(config, text)
  await createEmpty(config)
  try {
    await replaceFile(config, text)
  } catch (error) {
    await rm(config, { force: true })
    throw error
  }
}

/** Takes the name, so that what somebody else writes there meanwhile is not replaced. */
async function createEmpty(file: string): Promise<void> {
  try {
    await writeFile(file, '', { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'EEXIST') throw existing(file)
    if (error.code === 'ENOENT')
      throw new CommandError(`the folder of ${file} does not exist: create it first`)
    throw new CommandError(`${file} cannot be written: ${unwritable(error)}`)
  }
}

function nextSteps(options: SetUpOptions, answers: TemplateAnswers): string[] {
  const named = options.config === 'rapport.yaml' ? '' : ` --config ${options.config}`
  return [
    ...firstSteps(answers, named),
    `${commandName} sync --dry-run${named}   # read and score, write nothing`,
    `${commandName} plan${named}             # what would change`,
    `${commandName} sync${named}             # write it`,
  ]
}

/** Until the connection works. */
function firstSteps(answers: TemplateAnswers, named: string): string[] {
  const { connector, connection, settings } = answers
  if (isConnectionOpen(answers)) {
    const name = connection === connector.id ? '' : ` --connection ${connection}`
    const given = Object.entries(settings).map(([key, value]) => ` --setting ${key}=${settingText(value)}`)
    return [
      `${commandName} connect ${connector.id}${name}${given.join('')}${named}   # what to do at ${connector.title}, and sign in`,
      `# then take the # away before the lines of writeBack in rapport.yaml`,
    ]
  }
  const secrets = Object.values(signInOf(answers)).flatMap((value) =>
    value.startsWith('env:') ? [value.slice('env:'.length)] : [],
  )
  return [
    ...secrets.map(
      (variable) => `export ${variable}=…   # the secret itself; rapport.yaml only refers to it`,
    ),
    `${commandName} check${named}            # do the connections work?`,
  ]
}

function settingText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** As the configuration has it. */
function signInOf({ auth, connector, connection }: TemplateAnswers): Readonly<Record<string, string>> {
  return auth ?? completeConnection({ connector: connector.id, connection }, connectors).auth
}
