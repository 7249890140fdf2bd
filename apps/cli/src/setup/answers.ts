import {
  type ConnectorDescription,
  describeSettings,
  isCurrency,
  type TemplateAnswers,
} from '@rapport/config'
import { isTimeZone, nearest, nearestTimeZone } from '@rapport/model'
import { writeFields } from '@rapport/writeback'
import { UsageError } from '../command-error.ts'

/** What the options of `rapport init` say. */
export interface GivenAnswers {
  readonly connector?: string
  readonly connection?: string
  readonly signIn?: string
  readonly auth?: Readonly<Record<string, string>>
  readonly setting?: Readonly<Record<string, string>>
  readonly customer?: 'contact' | 'company'
  readonly currency?: string
  readonly timezone?: string
  readonly workspace?: string
}

/** The fields that a new configuration writes back: those that a sales rep reads first. */
const firstFields = [
  'clv',
  'clv_low',
  'clv_high',
  'historic_value',
  'orders',
  'average_order_value',
  'last_order_at',
  'probability_alive',
  'segment',
  'churn_risk',
  'scores_as_of',
  'why',
]

/** What is connected where nobody says what. */
export const defaultConnector = 'hubspot'

/** The zone of this machine; UTC where it names none. */
export function localTimeZone(): string {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return isTimeZone(zone) ? zone : 'UTC'
}

/**
 * Fills in the defaults of all but the sign-in.
 * @throws UsageError where an answer is wrong, with the one that was probably meant.
 */
export function completeAnswers(
  given: GivenAnswers,
  connectors: readonly ConnectorDescription[],
): Omit<TemplateAnswers, 'auth'> {
  const connector = findConnector(given.connector ?? defaultConnector, connectors)
  const customer = given.customer ?? 'contact'
  return {
    workspace: required(given.workspace ?? 'default', wrongWorkspace),
    timezone: required(given.timezone ?? localTimeZone(), wrongTimeZone),
    currency: required((given.currency ?? 'USD').toUpperCase(), wrongCurrency),
    customer,
    connector,
    connection: required(given.connection ?? connector.id, wrongConnection),
    settings: readSettings(given.setting ?? {}, connector),
    writeBack: writeFields
      .filter(({ name, entities }) => firstFields.includes(name) && entities.includes(customer))
      .map(({ name }) => name)
      .toSorted((left, right) => firstFields.indexOf(left) - firstFields.indexOf(right)),
  }
}

/** Why a text cannot be the name of a workspace; undefined where it can. */
export function wrongWorkspace(text: string): string | undefined {
  if (/^[a-z][a-z0-9_]*$/.test(text)) return undefined
  return `"${text}" cannot name a workspace: use lower-case letters, digits and _`
}

/** Why a text is no time zone; undefined where it is one. */
export function wrongTimeZone(text: string): string | undefined {
  if (isTimeZone(text)) return undefined
  const meant = nearestTimeZone(text)
  return `unknown time zone "${text}": ${meant === null ? 'write an IANA name such as Europe/Berlin' : `did you mean "${meant}"?`}`
}

/** Why a text is no currency; undefined where it is one. */
export function wrongCurrency(text: string): string | undefined {
  const code = text.toUpperCase()
  if (isCurrency(code)) return undefined
  const meant = nearest(code, Intl.supportedValuesOf('currency'))
  return `unknown currency "${text}": ${meant === null ? 'write an ISO 4217 code such as USD' : `did you mean "${meant}"?`}`
}

/** Why a text cannot be the name of a connection; undefined where it can. */
export function wrongConnection(text: string): string | undefined {
  return /^[^\s/:]+$/.test(text) ? undefined : `"${text}" cannot name a connection: leave out blanks, / and :`
}

/**
 * The connector of this id.
 * @throws UsageError with the one that was probably meant.
 */
export function findConnector(id: string, connectors: readonly ConnectorDescription[]): ConnectorDescription {
  const found = connectors.find((connector) => connector.id === id)
  if (found !== undefined) return found
  const known = connectors.map((connector) => connector.id)
  const meant = nearest(id, known)
  throw new UsageError(
    `unknown connector "${id}": ${meant === null ? `there are ${known.join(', ')}` : `did you mean "${meant}"?`}`,
  )
}

function required(text: string, wrong: (text: string) => string | undefined): string {
  const reason = wrong(text)
  if (reason !== undefined) throw new UsageError(reason)
  return text
}

/** Settings arrive as text; one that its schema refuses as text is read as JSON: a number, a group, a list. A list may have commas between. */
export function readSettings(
  given: Readonly<Record<string, string>>,
  connector: ConnectorDescription,
): Record<string, unknown> {
  const result = connector.settings.safeParse(given)
  const refused = new Set((result.error?.issues ?? []).map(({ path }) => String(path[0])))
  const lists = new Set(listSettings(connector).map(({ path }) => path))
  const read = (name: string, text: string): unknown => {
    if (!refused.has(name)) return text
    const parsed = parseLoosely(text)
    return lists.has(name) && !Array.isArray(parsed) ? partsOf(text) : parsed
  }
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, read(name, text)]))
}

/** Settings that are lists. */
export function listSettings(connector: ConnectorDescription) {
  return describeSettings(connector.settings).filter(({ type }) => type === 'a list')
}

function partsOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim())
  return parts.filter((part) => part !== '')
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
