import { writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import {
  authenticationKeys,
  ConfigurationError,
  configurationTemplate,
  parseConfiguration,
  secretVariable,
  type TemplateAnswers,
} from '@rapport/config'
import { CommandError, UsageError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { configurationContext } from '../configuration.ts'
import { type GlobalOptions, printResult, tell } from '../output.ts'
import { completeAnswers, type GivenAnswers } from './answers.ts'
import { ignoreDataFolder } from './git-ignore.ts'

type SetUpOptions = GlobalOptions & GivenAnswers & { readonly yes?: boolean; readonly force?: boolean }

/** Writes a new configuration: from options, and from answers where somebody can be asked. */
export async function setUp(options: SetUpOptions): Promise<void> {
  const { connectors } = configurationContext
  const given = options.yes === true ? options : await askIfPossible(options)
  const answers = completeAnswers(given, connectors)
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
  const { askForAnswers } = await import('./questions.ts')
  return askForAnswers(options, configurationContext.connectors)
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

async function writeConfiguration({ config, force }: SetUpOptions, text: string): Promise<void> {
  try {
    await writeFile(config, text, { flag: force === true ? 'w' : 'wx' })
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
    if (code === 'EEXIST') throw new CommandError(`${config} exists: give --force to replace it`)
    if (code === 'ENOENT') throw new CommandError(`the folder of ${config} does not exist: create it first`)
    throw error
  }
}

function nextSteps(options: SetUpOptions, answers: TemplateAnswers): string[] {
  const secrets = authenticationKeys(answers.connector)
    .filter(({ secret }) => secret)
    .map(({ name }) => secretVariable(answers.connection, name))
  const named = options.config === 'rapport.yaml' ? '' : ` --config ${options.config}`
  return [
    ...secrets.map(
      (variable) => `export ${variable}=…   # the secret itself; rapport.yaml only refers to it`,
    ),
    `${commandName} check${named}            # do the connections work?`,
    `${commandName} sync --dry-run${named}   # read and score, write nothing`,
    `${commandName} plan${named}             # what would change`,
    `${commandName} sync${named}             # write it`,
  ]
}
