#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ALL_SCOPES } from '../src/hubspot/auth.ts'
import {
  FACEBOOK_SEED_NAMES,
  type FacebookServer,
  GOOGLE_BUSINESS_SEED_NAMES,
  GOOGLE_PLACES_SEED_NAMES,
  type GoogleBusinessServer,
  type GooglePlacesServer,
  type HubspotOptions,
  SALESFORCE_SEED_NAMES,
  type SalesforceServer,
  SEED_NAMES,
  startSandbox,
  TRIPADVISOR_SEED_NAMES,
  TRUSTPILOT_SEED_NAMES,
  type TripadvisorServer,
  type TrustpilotServer,
  YELP_SEED_NAMES,
  type YelpServer,
  ZENDESK_SEED_NAMES,
  type ZendeskServer,
} from '../src/index.ts'

const USAGE = `Usage: sandbox [options]
  --seed ${SEED_NAMES.join('|')}     what the account holds (default cdnow-sample)
  --journal FILE                        keep changes in FILE and start from them again
  --port N                              default 0: any free port
  --limits professional|starter|enterprise|off
  --token T                             private-app token (default sandbox-token)
  --scopes A,B                          what the token may do (default everything)
  --latency-ms N, --search-lag-ms N
  --salesforce ${SALESFORCE_SEED_NAMES.join('|')}
                                        start Salesforce's stand-in too, with this in its org
  --salesforce-port N                   default 0: any free port
  --salesforce-journal FILE             keep the org's changes in FILE
  --salesforce-limits enterprise|developer|off
  --salesforce-features multiCurrency,personAccounts
  --zendesk ${ZENDESK_SEED_NAMES.join('|')}          start Zendesk's stand-in too, with this in its account
  --zendesk-port N                      default 0: any free port
  --zendesk-limits team|professional|enterprise|off
  --google-business ${GOOGLE_BUSINESS_SEED_NAMES.join('|')}
                                        start the stand-in for Google Business Profile too
  --google-business-journal FILE        keep replies in FILE
  --trustpilot ${TRUSTPILOT_SEED_NAMES.join('|')}     start Trustpilot's stand-in too
  --trustpilot-journal FILE             keep replies in FILE
  --facebook ${FACEBOOK_SEED_NAMES.join('|')}       start Facebook's stand-in too
  --yelp ${YELP_SEED_NAMES.join('|')}           start Yelp's stand-in too
  --google-places ${GOOGLE_PLACES_SEED_NAMES.join('|')}  start the stand-in for Google Places too
  --tripadvisor ${TRIPADVISOR_SEED_NAMES.join('|')}    start Tripadvisor's stand-in too
  --stdin-watch                         end when standard input closes
  --help                                print this and end`

const optionsSchema = z.object({
  seed: z.enum(SEED_NAMES).default('cdnow-sample'),
  journal: z.string().optional(),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  limits: z.enum(['professional', 'starter', 'enterprise', 'off']).default('professional'),
  token: z.string().min(1).default('sandbox-token'),
  scopes: z
    .string()
    .transform((list) => list.split(',').map((scope) => scope.trim()))
    .pipe(z.array(z.enum(ALL_SCOPES)))
    .optional(),
  'latency-ms': z.coerce.number().min(0).default(0),
  'search-lag-ms': z.coerce.number().min(0).default(0),
  salesforce: z.enum(SALESFORCE_SEED_NAMES).optional(),
  'salesforce-port': z.coerce.number().int().min(0).max(65_535).default(0),
  'salesforce-journal': z.string().optional(),
  'salesforce-limits': z.enum(['enterprise', 'developer', 'off']).default('enterprise'),
  'salesforce-features': z
    .string()
    .transform((list) => list.split(',').map((feature) => feature.trim()))
    .pipe(z.array(z.enum(['multiCurrency', 'personAccounts'])))
    .default([]),
  zendesk: z.enum(ZENDESK_SEED_NAMES).optional(),
  'zendesk-port': z.coerce.number().int().min(0).max(65_535).default(0),
  'zendesk-limits': z.enum(['team', 'professional', 'enterprise', 'off']).default('professional'),
  'google-business': z.enum(GOOGLE_BUSINESS_SEED_NAMES).optional(),
  'google-business-journal': z.string().optional(),
  trustpilot: z.enum(TRUSTPILOT_SEED_NAMES).optional(),
  'trustpilot-journal': z.string().optional(),
  facebook: z.enum(FACEBOOK_SEED_NAMES).optional(),
  yelp: z.enum(YELP_SEED_NAMES).optional(),
  'google-places': z.enum(GOOGLE_PLACES_SEED_NAMES).optional(),
  tripadvisor: z.enum(TRIPADVISOR_SEED_NAMES).optional(),
  'stdin-watch': z.boolean().default(false),
  help: z.boolean().default(false),
})

function readOptions(): z.infer<typeof optionsSchema> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      seed: text,
      journal: text,
      port: text,
      limits: text,
      token: text,
      scopes: text,
      'latency-ms': text,
      'search-lag-ms': text,
      salesforce: text,
      'salesforce-port': text,
      'salesforce-journal': text,
      'salesforce-limits': text,
      'salesforce-features': text,
      zendesk: text,
      'zendesk-port': text,
      'zendesk-limits': text,
      'google-business': text,
      'google-business-journal': text,
      trustpilot: text,
      'trustpilot-journal': text,
      facebook: text,
      yelp: text,
      'google-places': text,
      tripadvisor: text,
      'stdin-watch': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  return optionsSchema.parse(values)
}

let options: z.infer<typeof optionsSchema>
try {
  options = readOptions()
} catch (error) {
  process.stderr.write(`${error instanceof z.ZodError ? z.prettifyError(error) : error}\n${USAGE}\n`)
  process.exit(2)
}

if (options.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}

const hubspot: HubspotOptions = {
  seed: options.seed,
  limits: options.limits,
  tokens: [{ token: options.token, scopes: options.scopes ?? 'all' }],
  latencyMs: options['latency-ms'],
  searchLagMs: options['search-lag-ms'],
  ...(options.journal === undefined ? {} : { journal: options.journal }),
}
const salesforce =
  options.salesforce === undefined
    ? undefined
    : {
        seed: options.salesforce,
        port: options['salesforce-port'],
        limits: options['salesforce-limits'],
        ...(options['salesforce-journal'] === undefined ? {} : { journal: options['salesforce-journal'] }),
        features: options['salesforce-features'],
        latencyMs: options['latency-ms'],
      }
const zendesk =
  options.zendesk === undefined
    ? undefined
    : {
        seed: options.zendesk,
        port: options['zendesk-port'],
        limits: options['zendesk-limits'],
        latencyMs: options['latency-ms'],
      }
const latencyMs = options['latency-ms']
/** What a review site starts with; undefined: it is not asked for. */
const site = <Seed>(seed: Seed | undefined) => (seed === undefined ? undefined : { seed, latencyMs })
/** The same of one whose replies are kept. */
const journalled = <Seed>(seed: Seed | undefined, journal: string | undefined) =>
  seed === undefined ? undefined : { seed, latencyMs, ...(journal === undefined ? {} : { journal }) }
const sandbox = await startSandbox({
  port: options.port,
  hubspot,
  salesforce,
  zendesk,
  googleBusiness: journalled(options['google-business'], options['google-business-journal']),
  trustpilot: journalled(options.trustpilot, options['trustpilot-journal']),
  facebook: site(options.facebook),
  yelp: site(options.yelp),
  googlePlaces: site(options['google-places']),
  tripadvisor: site(options.tripadvisor),
})

let ending = false
async function end(): Promise<void> {
  if (ending) return
  ending = true
  await sandbox.close()
  process.exit(0)
}
process.once('SIGTERM', end)
process.once('SIGINT', end)
if (options['stdin-watch']) {
  process.stdin.once('end', end)
  process.stdin.resume()
}

/** What a client needs to sign in: made up, good for this server only. */
function credentialsOf(server: SalesforceServer): Record<string, string> {
  const {
    instanceUrl,
    loginUrl,
    consumerKey,
    clientSecret,
    refreshToken,
    username,
    privateKey,
    accessToken,
  } = server
  return { instanceUrl, loginUrl, consumerKey, clientSecret, refreshToken, username, privateKey, accessToken }
}

/** The same for Zendesk. */
function zendeskCredentialsOf(server: ZendeskServer): Record<string, string> {
  const { baseUrl, email, apiToken, accessToken } = server
  return { baseUrl, email, apiToken, accessToken }
}

/** The same for review sites. */
function googleCredentialsOf(server: GoogleBusinessServer): Record<string, string> {
  const { baseUrl, tokenUrl, clientId, clientSecret, refreshToken, accessToken } = server
  return { baseUrl, tokenUrl, clientId, clientSecret, refreshToken, accessToken }
}

function trustpilotCredentialsOf(server: TrustpilotServer): Record<string, string> {
  const { baseUrl, apiKey, apiSecret, businessUserId, accessToken } = server
  return { baseUrl, apiKey, apiSecret, businessUserId, accessToken }
}

function facebookCredentialsOf({ baseUrl, appId, accessToken, state }: FacebookServer) {
  return { baseUrl, appId, accessToken, pages: [...state.pages.keys()] }
}

function yelpCredentialsOf({ baseUrl, apiKey, signIn, state }: YelpServer) {
  const { clientId, clientSecret, refreshToken } = signIn
  return { baseUrl, apiKey, clientId, clientSecret, refreshToken, businesses: [...state.businesses.keys()] }
}

function googlePlacesCredentialsOf({ baseUrl, apiKey, state }: GooglePlacesServer) {
  return { baseUrl, apiKey, places: [...state.places.keys()] }
}

function tripadvisorCredentialsOf({ baseUrl, apiKey, state }: TripadvisorServer) {
  return { baseUrl, apiKey, places: [...state.locations.keys()] }
}

const { salesforce: org, zendesk: desk, googleBusiness: profiles } = sandbox
const { trustpilot, facebook, yelp, googlePlaces, tripadvisor } = sandbox
// What is undefined is left out.
const addresses = {
  hubspot: sandbox.baseUrl,
  salesforce: org && credentialsOf(org),
  zendesk: desk && zendeskCredentialsOf(desk),
  googleBusiness: profiles && googleCredentialsOf(profiles),
  trustpilot: trustpilot && trustpilotCredentialsOf(trustpilot),
  facebook: facebook && facebookCredentialsOf(facebook),
  yelp: yelp && yelpCredentialsOf(yelp),
  googlePlaces: googlePlaces && googlePlacesCredentialsOf(googlePlaces),
  tripadvisor: tripadvisor && tripadvisorCredentialsOf(tripadvisor),
}
process.stdout.write(`${JSON.stringify(addresses)}\n`)
