import type { ConfigurationInput } from '@rapport/config'
import { z } from 'zod'
import type { DemoChoice } from './demo-choices.ts'
import { getJson } from './get-json.ts'
import type { SandboxProcess, SandboxProcessOptions } from './sandbox-process.ts'

/** A record as the stand-in holds it, read back over HTTP. */
export interface ReadBack {
  /** The system's name, such as HubSpot. */
  readonly system: string
  readonly url: string
  /** What Rapport wrote, and the e-mail address by which a person knows the record. */
  readonly values: Readonly<Record<string, unknown>>
}

/** A system of the demo: how it is connected, and how a record is read back from it. */
export interface DemoSystem {
  readonly connection: NonNullable<ConfigurationInput['connections']>[string]
  /** The variables that the connection refers to. */
  readonly variables: Readonly<Record<string, string>>
  readBack(id: string): Promise<ReadBack | null>
}

/** What is written back to each. */
export const written = [
  'clv',
  'clv_low',
  'clv_high',
  'expected_orders',
  'probability_alive',
  'segment',
  'churn_risk',
  'why',
  'scores_as_of',
]

/**
 * What the stand-ins hold. With both, every customer is in each of them, under the same address, and most deals of the one are
 * copies of the other's, as HubSpot's own Salesforce integration makes them.
 */
export function standIns(
  choice: DemoChoice,
  options: {
    readonly full: boolean
    readonly limits: 'professional' | 'off'
    journalOf(name: string): string
  },
): SandboxProcessOptions {
  const alone = options.full ? 'cdnow-full' : 'cdnow-sample'
  const seed = choice === 'both' ? (`${alone}-synced` as const) : alone
  const { limits, journalOf } = options
  const hubspot: SandboxProcessOptions = {
    seed: choice === 'salesforce' ? 'empty' : seed,
    journal: journalOf(choice === 'hubspot' ? seed : `${choice}-hubspot-${seed}`),
    limits,
  }
  if (choice === 'hubspot') return hubspot
  return {
    ...hubspot,
    salesforce: {
      seed,
      journal: journalOf(`${choice}-${seed}`),
      limits: limits === 'off' ? 'off' : 'enterprise',
    },
  }
}

/** The systems of a demo by the names of their connections. */
export function demoSystems(
  choice: DemoChoice,
  sandbox: SandboxProcess,
): Readonly<Record<string, DemoSystem>> {
  const { salesforce } = sandbox
  return {
    ...(choice === 'salesforce' ? {} : { hubspot: hubspotOf(sandbox) }),
    ...(salesforce === null ? {} : { salesforce: salesforceOf(salesforce) }),
  }
}

function hubspotOf({ baseUrl, token }: SandboxProcess): DemoSystem {
  return {
    connection: {
      connector: 'hubspot',
      auth: { accessToken: 'env:RAPPORT_DEMO_TOKEN' },
      settings: { baseUrl },
      // Of tickets and surveys there is nothing to be read.
      streams: ['agent', 'company', 'contact', 'deal'],
    },
    variables: { RAPPORT_DEMO_TOKEN: token },
    readBack: async (id) => {
      const properties = ['email', ...written.map((name) => `rapport_${name}`)].join(',')
      const url = `${baseUrl}/crm/v3/objects/contacts/${id}?properties=${properties}`
      const body = z
        .object({ properties: z.record(z.string(), z.unknown()) })
        .safeParse(await getJson(url, token))
      return body.success ? readBackOf('HubSpot', url, body.data.properties, 'email', 'rapport_') : null
    },
  }
}

function salesforceOf(access: NonNullable<SandboxProcess['salesforce']>): DemoSystem {
  const { instanceUrl, consumerKey, username, privateKey, accessToken } = access
  return {
    connection: {
      connector: 'salesforce',
      auth: { consumerKey, username, privateKey: 'env:RAPPORT_DEMO_KEY' },
      settings: { instanceUrl, currency: 'USD', sales: 'opportunities', bulkPollMs: 100 },
      streams: ['agent', 'company', 'contact', 'deal'],
    },
    variables: { RAPPORT_DEMO_KEY: privateKey },
    readBack: async (id) => {
      const url = `${instanceUrl}/services/data/v68.0/sobjects/Contact/${id}`
      const body = z.record(z.string(), z.unknown()).safeParse(await getJson(url, accessToken))
      return body.success ? readBackOf('Salesforce', url, body.data, 'Email', 'Rapport_') : null
    },
  }
}

function readBackOf(
  system: string,
  url: string,
  record: Readonly<Record<string, unknown>>,
  email: string,
  prefix: string,
): ReadBack {
  const values = Object.entries(record).filter(([name]) => name === email || name.startsWith(prefix))
  return { system, url, values: Object.fromEntries(values) }
}
