import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type {
  GoogleBusinessSeedName,
  GooglePlacesSeedName,
  SalesforceSeedName,
  SeedName,
  TrustpilotSeedName,
  ZendeskSeedName,
} from '@rapport/sandbox'
import { z } from 'zod'

/** What is needed to sign in to the stand-in for Salesforce. It is made at its start and good for nothing else. */
export interface SalesforceAccess {
  readonly instanceUrl: string
  readonly consumerKey: string
  readonly username: string
  /** PEM. */
  readonly privateKey: string
  readonly accessToken: string
}

/** What is needed to sign in to the stand-in for Zendesk. */
export type ZendeskAccess = z.output<typeof zendesk>

/** What is needed to sign in to the stand-ins for review sites. */
export interface ReviewSitesAccess {
  readonly googleBusiness: z.output<typeof googleBusiness>
  readonly trustpilot: z.output<typeof trustpilot>
  readonly googlePlaces: z.output<typeof googlePlaces>
}

/** The stand-ins, in a process of their own. */
export interface SandboxProcess {
  /** HubSpot's. */
  readonly baseUrl: string
  readonly token: string
  /** Null where it was not asked for. */
  readonly salesforce: SalesforceAccess | null
  /** Null where it was not asked for. */
  readonly zendesk: ZendeskAccess | null
  /** Null where they were not asked for. */
  readonly reviewSites: ReviewSitesAccess | null
  stop(): Promise<void>
}

export interface SandboxProcessOptions {
  readonly seed: SeedName
  /** File that keeps what is written, so that the next start finds it. */
  readonly journal: string
  readonly limits: 'professional' | 'off'
  /** Starts the stand-in for Salesforce too. */
  readonly salesforce?: {
    readonly seed: SalesforceSeedName
    readonly journal: string
    readonly limits: 'enterprise' | 'off'
  }
  /** Starts the stand-in for Zendesk too, which is only read. It has no limits: ten exports a minute would take minutes. */
  readonly zendesk?: { readonly seed: ZendeskSeedName }
  /** Starts the stand-ins for Google Business Profile, Trustpilot and Google Places too. */
  readonly reviewSites?: {
    /** Files that keep the replies. */
    readonly journals: { readonly google: string; readonly trustpilot: string }
  }
}

const token = 'sandbox-token'
const zendesk = z.object({ baseUrl: z.url(), email: z.string(), apiToken: z.string() })
const googleBusiness = z.object({
  baseUrl: z.url(),
  tokenUrl: z.url(),
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
  accessToken: z.string(),
})
const trustpilot = z.object({
  baseUrl: z.url(),
  apiKey: z.string(),
  apiSecret: z.string(),
  businessUserId: z.string(),
})
const googlePlaces = z.object({ baseUrl: z.url(), apiKey: z.string(), places: z.array(z.string()) })
const ready = z.object({
  hubspot: z.url(),
  salesforce: z
    .object({
      instanceUrl: z.url(),
      consumerKey: z.string(),
      username: z.string(),
      privateKey: z.string(),
      accessToken: z.string(),
    })
    .optional(),
  zendesk: zendesk.optional(),
  googleBusiness: googleBusiness.optional(),
  trustpilot: trustpilot.optional(),
  googlePlaces: googlePlaces.optional(),
})

/** Starts the stand-ins and waits until they answer. They end with this process, however that ends. */
export async function startSandboxProcess(options: SandboxProcessOptions): Promise<SandboxProcess> {
  const program = fileURLToPath(import.meta.resolve('@rapport/sandbox/bin/sandbox.ts'))
  const child = spawn(
    process.execPath,
    [
      program,
      ...['--seed', options.seed],
      ...['--journal', options.journal],
      ...['--limits', options.limits],
      ...['--token', token],
      ...salesforceParameters(options),
      ...(options.zendesk === undefined
        ? []
        : ['--zendesk', options.zendesk.seed, '--zendesk-limits', 'off']),
      ...reviewSitesParameters(options),
      // It ends when its standard input closes: a killed demo leaves no process behind.
      '--stdin-watch',
    ],
    // A group of its own: Ctrl-C reaches the demo alone, which ends the stand-in after its own work.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  )
  const line = await firstLine(child)
  const { hubspot, salesforce, zendesk: desk, ...sites } = ready.parse(JSON.parse(line))
  return {
    baseUrl: hubspot,
    token,
    salesforce: salesforce ?? null,
    zendesk: desk ?? null,
    reviewSites: reviewSitesOf(sites),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.stdin?.end()
      await ended
    },
  }
}

function salesforceParameters({ salesforce }: SandboxProcessOptions): string[] {
  if (salesforce === undefined) return []
  return [
    ...['--salesforce', salesforce.seed],
    ...['--salesforce-journal', salesforce.journal],
    ...['--salesforce-limits', salesforce.limits],
  ]
}

function reviewSitesParameters({ reviewSites }: SandboxProcessOptions): string[] {
  if (reviewSites === undefined) return []
  const seed = 'reviews-small' satisfies GoogleBusinessSeedName & TrustpilotSeedName & GooglePlacesSeedName
  return [
    ...['--google-business', seed, '--google-business-journal', reviewSites.journals.google],
    ...['--trustpilot', seed, '--trustpilot-journal', reviewSites.journals.trustpilot],
    ...['--google-places', seed],
  ]
}

function reviewSitesOf(sites: Partial<z.output<typeof ready>>): ReviewSitesAccess | null {
  const { googleBusiness, trustpilot, googlePlaces } = sites
  if (googleBusiness === undefined || trustpilot === undefined || googlePlaces === undefined) return null
  return { googleBusiness, trustpilot, googlePlaces }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the stand-in has no output')
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the stand-in ended with code ${code} before it answered`)
  })
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
  return line
}
