import process from 'node:process'
import { isCancel, select, text } from '@clack/prompts'
import { type ConnectorDescription, describeSettings } from '@rapport/config'
import { Interrupted } from '../interruption.ts'
import {
  type GivenAnswers,
  listSettings,
  localTimeZone,
  wrongConnection,
  wrongCurrency,
  wrongTimeZone,
} from './answers.ts'

// Standard output is for data; the conversation is not.
const output = process.stderr

/** Asks which system the first connection is to. Ctrl-C ends it. */
export function askForConnector(connectors: readonly ConnectorDescription[]): Promise<string> {
  return choose(
    'Which system holds your customers and sales?',
    connectors.map(({ id, title }) => ({ value: id, label: title })),
  )
}

/** Asks for a connection whose sign-in needs nothing but a secret: its name and settings. Ctrl-C ends it. */
export async function askForSettings(
  given: GivenAnswers,
  connector: ConnectorDescription,
): Promise<GivenAnswers> {
  const connection =
    given.connection ?? (await ask('A name of your own for this connection', connector.id, wrongConnection))
  const setting = { ...given.setting }
  for (const { path, description } of openSettings(connector)) {
    if (path in setting) continue
    const value = await ask(`${description} (may be left empty)`, '', () => undefined)
    if (value !== '') setting[path] = value
  }
  return { ...given, connection, setting }
}

/** Asks for what all systems have in common, as far as the options leave it open. Ctrl-C ends it. */
export async function askForWorkspace(given: GivenAnswers): Promise<GivenAnswers> {
  const customer =
    given.customer ??
    (await choose('What is a customer?', [
      { value: 'contact' as const, label: 'A person (contact)' },
      { value: 'company' as const, label: 'An organisation (company)' },
    ]))
  return {
    ...given,
    customer,
    currency: given.currency ?? (await ask('In which currency are values computed?', 'USD', wrongCurrency)),
    timezone:
      given.timezone ?? (await ask('In which time zone do days end?', localTimeZone(), wrongTimeZone)),
  }
}

/** Settings that are plain text and have no default, and lists that must be given: only the person knows them. */
export function openSettings(connector: ConnectorDescription) {
  const texts = describeSettings(connector.settings).filter(
    (key) => key.type === 'text' && key.default === null && !key.path.includes('.'),
  )
  const lists = listSettings(connector).filter(({ required }) => required)
  return [
    ...texts,
    ...lists.map((key) => ({ ...key, description: `${key.description}; several with commas between` })),
  ]
}

/** Asks for a text. Ctrl-C ends it. */
export async function ask(
  message: string,
  defaultValue: string,
  wrong: (text: string) => string | undefined,
): Promise<string> {
  const answer = await text({
    message,
    output,
    placeholder: defaultValue,
    defaultValue,
    // Nothing typed stands for the default.
    validate: (value) => wrong(value === undefined || value === '' ? defaultValue : value),
  })
  if (isCancel(answer)) throw new Interrupted()
  return answer
}

/** Asks for one of several. Ctrl-C ends it. */
export async function choose<Value extends string>(
  message: string,
  options: { value: Value; label: string }[],
): Promise<Value> {
  const answer = await select<string>({ message, output, options })
  const chosen = options.find(({ value }) => value === answer)
  if (isCancel(answer) || chosen === undefined) throw new Interrupted()
  return chosen.value
}
