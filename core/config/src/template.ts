import { stringify } from 'yaml'
import { type AuthenticationKey, authenticationExample, authenticationKeysOf } from './authentication-keys.ts'
import type { ConnectorDescription } from './connector-description.ts'
import { describeType, isSchema, type JsonSchema, jsonSchemaOf } from './json-schema.ts'

/** What a new `rapport.yaml` should say. */
export interface TemplateAnswers {
  readonly workspace: string
  /** IANA time zone. */
  readonly timezone: string
  /** ISO 4217 code. */
  readonly currency: string
  readonly customer: 'contact' | 'company'
  /** The connection's own name. */
  readonly connection: string
  readonly connector: ConnectorDescription
  /** How to sign in: the keys with their values, secrets as references. Null: by the connector's first way, as far as it is known. */
  readonly auth: Readonly<Record<string, string>> | null
  /** Settings of the connector that differ from its defaults. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Fields that are written back, where the connector can write to the customer's level. */
  readonly writeBack: readonly string[]
}

/** A commented `rapport.yaml`: what was answered, and beside it what else can be set, with its default. */
export function configurationTemplate(answers: TemplateAnswers): string {
  const { customer } = answers
  return `${[
    '# The set-up of Rapport. Every key is explained in docs/configuration.md.',
    '# "npx rapport config check" says the line and what to write instead, "npx rapport config show" all that is in force.',
    '',
    '# Its data live in the schema ws_<workspace> of the database.',
    `workspace: ${scalar(answers.workspace)}`,
    '# Days begin and end in this zone.',
    `timezone: ${scalar(answers.timezone)}`,
    '# All values are computed in this currency.',
    `currency: ${scalar(answers.currency)}`,
    '# What a customer is: contact (people) or company (organisations).',
    `customer: ${customer}`,
    '',
    ...(isConnectionOpen(answers) ? openConnections(answers) : connections(answers)),
    '',
    'metrics:',
    '  value:',
    '    # auto takes a purchase model (MBG/NBD or Pareto/NBD) where it beats simple baselines in held-back times.',
    '    model: auto',
    '    # How far ahead value counts, in months.',
    '    horizonMonths: 12',
    '    # Discount rate of a year.',
    '    discount: 0.1',
    '    # Gross margin: the share of an amount that is yours to keep.',
    '    margin: 0.3',
    '',
    ...writeBack(answers),
    '# A sync stops before it writes, until it is run with --confirm, where numbers would jump in, or values be',
    '# cleared from, more than these shares of the records.',
    'guardRails:',
    '  maxChangedShare: 0.5',
    '  maxClearedShare: 0.05',
  ].join('\n')}\n`
}

/** The environment variable that the template refers to for a secret: `HUBSPOT_ACCESS_TOKEN`. */
export function secretVariable(connection: string, key: string): string {
  return `${connection}_${key.replace(/[A-Z]/g, '_$&')}`.toUpperCase().replace(/[^A-Z0-9_]/g, '_')
}

/**
 * Whether only the vendor can tell what is needed to sign in, and it was not given: such a connection is left to
 * `rapport connect`, which says what to do there.
 */
export function isConnectionOpen({ connector, auth }: TemplateAnswers): boolean {
  return auth === null && authenticationKeys(connector).some(({ secret }) => !secret)
}

function openConnections({ connector }: TemplateAnswers): string[] {
  return [
    `# "npx rapport connect ${connector.id}" says what to do at ${connector.title}, signs in, and adds the connection here.`,
    'connections: {}',
  ]
}

function connections(answers: TemplateAnswers): string[] {
  const { connector, connection } = answers
  return [
    'connections:',
    `  ${scalar(connection)}:`,
    `    connector: ${connector.id}`,
    ...authentication(answers),
    ...settings(answers),
    '    # Only these streams are read; without this line all are.',
    `    # streams: [${connector.streams.map(({ entity }) => entity).join(', ')}]`,
    ...mapping(connector),
  ]
}

/** The keys of a connector's first way to sign in; empty where it asks for none. */
function authenticationKeys(connector: ConnectorDescription): readonly AuthenticationKey[] {
  const [method] = connector.authentication
  return method === undefined ? [] : authenticationKeysOf(method.schema)
}

function authentication({ connector, connection, auth }: TemplateAnswers): string[] {
  const lines =
    auth === null
      ? authenticationKeys(connector).map((key) =>
          authenticationExample(key, `env:${secretVariable(connection, key.name)}`),
        )
      : Object.entries(auth).map(([name, value]) => `${name}: ${scalar(value)}`)
  if (lines.length === 0) return []
  return [
    '    # Secrets by reference only: env:NAME, file:path or stored:NAME.',
    '    auth:',
    ...lines.map((line) => `      ${line}`),
  ]
}

function settings({ connector, settings: given }: TemplateAnswers): string[] {
  const properties = Object.entries(jsonSchemaOf(connector.settings).properties ?? {}).filter(
    (entry): entry is [string, JsonSchema] => isSchema(entry[1]),
  )
  const lines = properties.flatMap(([key, schema]) => {
    const about = schema.description === undefined ? [] : [`      # ${schema.description}`]
    const value = given[key] ?? schema.default
    if (value === undefined) return [...about, `      # ${key}: ${describeType(schema)}`]
    return [...about, `      ${key in given ? '' : '# '}${key}: ${flow(value)}`]
  })
  if (lines.length === 0) return []
  const written = properties.some(([key]) => key in given)
  return [written ? '    settings:' : '    # settings:', ...lines]
}

function mapping(connector: ConnectorDescription): string[] {
  const mapped = connector.streams.filter(({ mappable }) => Object.keys(mappable ?? {}).length > 0)
  const stream = mapped.find(({ entity }) => entity === 'deal') ?? mapped[0]
  const [field, source] = Object.entries(stream?.mappable ?? {})[0] ?? []
  if (stream === undefined || field === undefined || source == null) return []
  return [
    '    # Fields of the source that have another name than usual.',
    '    # mapping:',
    `    #   ${stream.entity}:`,
    `    #     fields: { ${field}: ${scalar(source)} }`,
  ]
}

function writeBack(answers: TemplateAnswers): string[] {
  const { connector, connection, customer, writeBack: fields } = answers
  const writable = connector.targets.some(({ entity }) => entity === customer)
  if (!writable || fields.length === 0) return []
  const lines = [
    'writeBack:',
    `  ${scalar(connection)}:`,
    `    ${customer}: [${fields.join(', ')}]`,
    '    # A field that a person edited after our write: keep leaves it and lists it, overwrite replaces it.',
    '    onDrift: keep',
    '    # Model values that move by less than this share are not written.',
    '    materiality: 0.01',
  ]
  return [
    '# What is written where. Look first at what would change: npx rapport sync --dry-run, then npx rapport plan.',
    // It may only name a connection that is there.
    ...(isConnectionOpen(answers) ? lines.map((line) => `# ${line}`) : lines),
    '',
  ]
}

/** A text as YAML writes it: in quotes where it would otherwise be read as something else. */
function scalar(value: string): string {
  return stringify(value, { lineWidth: 0 }).trim()
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
}
