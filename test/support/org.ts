import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConfigurationInput } from '@rapport/config'
import { accountKey } from '@rapport/run'
import {
  makeSalesforceId,
  type OrgState,
  type SalesforceOptions,
  type SalesforceServer,
  seedSalesforceSmall,
  startSalesforce,
} from '@rapport/sandbox'
import { sql } from 'kysely'
import { type Installation, install } from './installation.ts'
import { randomNumbers } from './portal.ts'

const day = 86_400_000

/** A running stand-in for Salesforce that ends with `await using`. */
export interface Org extends AsyncDisposable {
  readonly server: SalesforceServer
}

/** Starts a Salesforce stand-in. */
export async function openOrg(options: SalesforceOptions = {}): Promise<Org> {
  const server = await startSalesforce(options)
  return { server, [Symbol.asyncDispose]: () => server.close() }
}

/** How each way to sign in is set up, and the secrets that it refers to. */
export const signIns = {
  jwtBearer: ({ consumerKey, username }: SalesforceServer) => ({
    consumerKey,
    username,
    privateKey: 'file:salesforce.pem',
  }),
  clientCredentials: ({ consumerKey }: SalesforceServer) => ({
    consumerKey,
    consumerSecret: 'env:SALESFORCE_SECRET',
  }),
  refreshToken: ({ consumerKey }: SalesforceServer) => ({
    clientId: consumerKey,
    clientSecret: 'env:SALESFORCE_SECRET',
    refreshToken: 'env:SALESFORCE_REFRESH',
  }),
  accessToken: () => ({ accessToken: 'env:SALESFORCE_TOKEN' }),
}
export type SignIn = keyof typeof signIns

type ConnectionInput = NonNullable<ConfigurationInput['connections']>[string]

export interface OrgInstallOptions {
  /** Default: a signed statement. */
  readonly signIn?: SignIn
  /** Over the sign-in's own parts. */
  readonly auth?: Readonly<Record<string, string>>
  /** Over the address, and a short pause between two looks at a bulk job. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** What else of the connection is set; accounts, contacts, opportunities and users are read unless it says otherwise. */
  readonly connection?: Partial<ConnectionInput>
  /** The rest of the configuration; nothing is written back unless it says so. */
  readonly more?: ConfigurationInput
}

/** Sets up Rapport for an org. */
export async function connectOrg({ server }: Org, options: OrgInstallOptions = {}): Promise<Installation> {
  const { signIn = 'jwtBearer', auth, settings, connection, more } = options
  const installation = await install('http://127.0.0.1:9', {
    token: null,
    environment: {
      SALESFORCE_SECRET: server.clientSecret,
      SALESFORCE_REFRESH: server.refreshToken,
      SALESFORCE_TOKEN: server.accessToken,
    },
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      connections: {
        salesforce: {
          connector: 'salesforce',
          auth: { ...signIns[signIn](server), ...auth },
          settings: { instanceUrl: server.instanceUrl, bulkPollMs: 10, ...settings },
          streams: ['agent', 'company', 'contact', 'deal'],
          ...connection,
        },
      },
      ...more,
    }),
  })
  await writeFile(path.join(installation.folder, 'salesforce.pem'), server.privateKey)
  return {
    ...installation,
    [Symbol.asyncDispose]: async () => {
      // Another org may be given the same port, and with it what is left of this one's calls.
      await changeBudget(installation, server, sql`delete from rapport.budget`)
      await installation[Symbol.asyncDispose]()
    },
  }
}

/** As if so much time had passed since Rapport last called the org: what is left of its calls comes back, waits end. */
export function letTimePass(installation: Installation, { server }: Org, ms: number): Promise<void> {
  const before = sql`${ms}::float8 * interval '1 millisecond'`
  return changeBudget(
    installation,
    server,
    sql`update rapport.budget set updated_at = updated_at - ${before}, blocked_until = blocked_until - ${before}`,
  )
}

async function changeBudget(
  installation: Installation,
  server: SalesforceServer,
  statement: ReturnType<typeof sql>,
): Promise<void> {
  const account = accountKey('salesforce', new URL(server.instanceUrl).host)
  const store = await installation.openStore()
  await sql`${statement} where account = ${account}`.execute(store.db)
  await store.close()
}

/** What is written to contacts in most tests. */
export const writeContacts: ConfigurationInput = {
  writeBack: { salesforce: { contact: ['clv', 'probability_alive', 'why'] } },
}

/** The id of the contact, the account or the opportunity of a seeded shop. */
export const shopId = {
  account: (number: number): string => makeSalesforceId('001', 1_000 + number),
  contact: (number: number): string => makeSalesforceId('003', 1_000 + number),
  opportunity: (number: number): string => makeSalesforceId('006', 50_000 + number),
}

/** An org of shop customers: every contact of an account of its own, with one to six won opportunities over a year. */
export function seedOrgShop(contacts: number): (org: OrgState) => void {
  return (org) => {
    const random = randomNumbers(7)
    const numbers = Array.from({ length: contacts }, (_, index) => index)
    const modified = (index: number): number => Date.UTC(2024, 0, 1) + index * 600_000
    const sales = numbers.flatMap((person) =>
      Array.from({ length: 1 + Math.floor(random() ** 2 * 6) }, () => ({
        person,
        closedAt: Date.UTC(2024, 0, 1) + Math.floor(random() * 365) * day,
        amount: Number((10 + random() * 90).toFixed(2)),
      })),
    )
    seedSalesforceSmall(org, {
      Account: numbers.map((number) => ({
        Id: shopId.account(number),
        Name: `Household ${number}`,
        SystemModstamp: modified(number),
      })),
      Contact: numbers.map((number) => ({
        Id: shopId.contact(number),
        AccountId: shopId.account(number),
        FirstName: 'Person',
        LastName: `No ${number}`,
        Name: `Person No ${number}`,
        Email: `p${number}@shop.example`,
        SystemModstamp: modified(number),
      })),
      Opportunity: sales.map(({ person, closedAt, amount }, index) => ({
        Id: shopId.opportunity(index),
        Name: `Order ${index}`,
        AccountId: shopId.account(person),
        ContactId: shopId.contact(person),
        Amount: amount,
        CloseDate: closedAt,
        StageName: 'Closed Won',
        IsClosed: true,
        IsWon: true,
        SystemModstamp: modified(index),
      })),
    })
  }
}

/** What a person, or another program, does through the API. It spends the org's calls and stands in the stand-in's log. */
export async function askOrg<T = unknown>(
  { server }: Org,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  resource: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${server.instanceUrl}/services/data/v68.0${resource}`, {
    method,
    headers: { authorization: `Bearer ${server.accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${resource}: ${response.status} ${text}`)
  return (text === '' ? null : JSON.parse(text)) as T
}

/** An administrator makes a custom field, and lets Rapport's user read and write it. */
export async function makeField(
  org: Org,
  fullName: string,
  metadata: Readonly<Record<string, unknown>>,
): Promise<void> {
  await askOrg(org, 'POST', '/tooling/sobjects/CustomField', {
    FullName: fullName,
    Metadata: { label: fullName, ...metadata },
  })
  const set = await askOrg<{ id: string }>(org, 'POST', '/sobjects/PermissionSet', {
    Name: `Set_${randomUUID().slice(0, 8)}`,
    Label: `Access to ${fullName}`,
  })
  await askOrg(org, 'POST', '/sobjects/FieldPermissions', {
    ParentId: set.id,
    SobjectType: fullName.split('.')[0],
    Field: fullName,
    PermissionsRead: true,
    PermissionsEdit: true,
  })
  await askOrg(org, 'POST', '/sobjects/PermissionSetAssignment', {
    PermissionSetId: set.id,
    AssigneeId: org.server.org.integrationUserId,
  })
}

/** An administrator deletes a custom field with all its values. */
export async function deleteField(org: Org, fullName: string): Promise<void> {
  const found = [...org.server.org.customFields].find(([, field]) => field.fullName === fullName)
  if (found === undefined) throw new Error(`the org has no field ${fullName}`)
  await askOrg(org, 'DELETE', `/tooling/sobjects/CustomField/${found[0]}`)
}
