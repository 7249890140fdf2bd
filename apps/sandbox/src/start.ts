import { type FacebookOptions, type FacebookServer, startFacebook } from './facebook/index.ts'
import {
  type GoogleBusinessOptions,
  type GoogleBusinessServer,
  startGoogleBusiness,
} from './google-business/index.ts'
import {
  type GooglePlacesOptions,
  type GooglePlacesServer,
  startGooglePlaces,
} from './google-places/index.ts'
import { type HubspotOptions, type HubspotServer, startHubspot } from './hubspot/index.ts'
import { type SalesforceOptions, type SalesforceServer, startSalesforce } from './salesforce/index.ts'
import { startTripadvisor, type TripadvisorOptions, type TripadvisorServer } from './tripadvisor/index.ts'
import { startTrustpilot, type TrustpilotOptions, type TrustpilotServer } from './trustpilot/index.ts'
import { startYelp, type YelpOptions, type YelpServer } from './yelp/index.ts'
import { startZendesk, type ZendeskOptions, type ZendeskServer } from './zendesk/index.ts'

export interface SandboxOptions {
  hubspot?: HubspotOptions
  /** Starts the Salesforce stand-in as well. */
  salesforce?: SalesforceOptions | undefined
  /** Starts the Zendesk stand-in as well. */
  zendesk?: ZendeskOptions | undefined
  /** Starts the stand-in for Google Business Profile as well. */
  googleBusiness?: GoogleBusinessOptions | undefined
  /** Starts the Trustpilot stand-in as well. */
  trustpilot?: TrustpilotOptions | undefined
  /** Starts the Facebook stand-in as well. */
  facebook?: FacebookOptions | undefined
  /** Starts the Yelp stand-in as well. */
  yelp?: YelpOptions | undefined
  /** Starts the Google Places stand-in as well. */
  googlePlaces?: GooglePlacesOptions | undefined
  /** Starts the Tripadvisor stand-in as well. */
  tripadvisor?: TripadvisorOptions | undefined
  /** Port of the HubSpot stand-in. Default 0: any free port. */
  port?: number
}

/** Stand-ins beside HubSpot's. */
interface Others {
  salesforce: SalesforceServer
  zendesk: ZendeskServer
  googleBusiness: GoogleBusinessServer
  trustpilot: TrustpilotServer
  facebook: FacebookServer
  yelp: YelpServer
  googlePlaces: GooglePlacesServer
  tripadvisor: TripadvisorServer
}

/** The HubSpot stand-in, which always runs, and beside it those that were asked for. */
export type Sandbox<Options extends SandboxOptions = SandboxOptions> = HubspotServer & {
  [Name in keyof Others]: undefined extends Options[Name] ? Others[Name] | undefined : Others[Name]
}

/**
 * Starts the stand-ins on 127.0.0.1: HubSpot's always, the others when they are asked for. `close()` ends them all.
 *
 * @example
 * const sandbox = await startSandbox({ hubspot: { seed: 'cdnow-sample', limits: 'off' } })
 * await fetch(`${sandbox.baseUrl}/crm/v3/objects/contacts`, { headers: { Authorization: 'Bearer sandbox-token' } })
 * await sandbox.close()
 *
 * @example
 * const { salesforce, close } = await startSandbox({ salesforce: { seed: 'cdnow-sample' } })
 * await fetch(`${salesforce.instanceUrl}/services/data/v68.0/limits`, {
 *   headers: { Authorization: `Bearer ${salesforce.accessToken}` },
 * })
 * await close()
 *
 * @example
 * const { zendesk, close } = await startSandbox({ zendesk: { seed: 'zendesk-small' } })
 * await fetch(`${zendesk.baseUrl}/api/v2/incremental/tickets/cursor.json?start_time=0`, {
 *   headers: { Authorization: `Bearer ${zendesk.accessToken}` },
 * })
 * await close()
 */
export async function startSandbox<Options extends SandboxOptions>(
  options?: Options,
): Promise<Sandbox<Options>>
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const hubspot = await startHubspot({
    ...options.hubspot,
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  const others = {
    salesforce: await started(options.salesforce, startSalesforce),
    zendesk: await started(options.zendesk, startZendesk),
    googleBusiness: await started(options.googleBusiness, startGoogleBusiness),
    trustpilot: await started(options.trustpilot, startTrustpilot),
    facebook: await started(options.facebook, startFacebook),
    yelp: await started(options.yelp, startYelp),
    googlePlaces: await started(options.googlePlaces, startGooglePlaces),
    tripadvisor: await started(options.tripadvisor, startTripadvisor),
  }
  const close = async (): Promise<void> => {
    await Promise.all([hubspot, ...Object.values(others)].map((server) => server?.close()))
  }
  return { ...hubspot, ...others, close }
}

/** A stand-in, where it was asked for. */
async function started<Options, Server>(
  options: Options | undefined,
  start: (options: Options) => Promise<Server>,
): Promise<Server | undefined> {
  return options === undefined ? undefined : start(options)
}
