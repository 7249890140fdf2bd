import type { ConfigurationInput } from '@rapport/config'
import type { DemoSystem } from './demo-systems.ts'
import { written } from './demo-systems.ts'
import { demoSchedules } from './demo-workspace.ts'
import { lastReviewDay, placeIdFields, reviewSiteConnections } from './reviews/review-systems.ts'
import type { SandboxProcess, SandboxProcessOptions, ZendeskAccess } from './sandbox-process.ts'

/**
 * The demo behind the page has all that the page can show: the purchases 28 years later, the tickets of the same customers at a help
 * desk, answers to surveys, and the reviews of the same brand.
 */
export function pageStandIns(
  limits: 'professional' | 'off',
  journalOf: (name: string) => string,
): SandboxProcessOptions {
  return {
    seed: 'northlight',
    journal: journalOf('page-hubspot'),
    limits,
    zendesk: { seed: 'northlight' },
    reviewSites: { journals: { google: journalOf('page-google'), trustpilot: journalOf('page-trustpilot') } },
  }
}

/** The days that are evaluated: with two there is something to compare with, and plans with old and new. */
export const pageEvaluations = ['2026-03-31', lastReviewDay] as const

/** What the contacts get beside their value. */
const ofContact = [...written, 'health_score', 'open_tickets', 'overdue_tickets', 'nps']

/** Monday to Saturday: customers of a web shop write on Saturdays too. */
const hours = ['08:00-20:00']
const weekly = { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: ['09:00-14:00'] }

/** The configuration of the demo behind the page, and the secrets that it refers to. */
export function pageConfiguration(
  { zendesk, reviewSites }: SandboxProcess,
  hubspot: DemoSystem,
): { readonly input: ConfigurationInput; readonly variables: Readonly<Record<string, string>> } {
  if (zendesk === null || reviewSites === null) throw new Error('a stand-in did not start')
  const sites = reviewSiteConnections(reviewSites)
  return {
    input: {
      workspace: 'demo_page',
      timezone: 'UTC',
      currency: 'USD',
      customer: 'contact',
      connections: {
        hubspot: {
          ...hubspot.connection,
          // The stand-in has no pages, and links to records would lead to a portal of somebody else.
          settings: { ...hubspot.connection.settings, appUrl: null },
          streams: ['agent', 'company', 'contact', 'deal', 'surveyResponse'],
        },
        zendesk: zendeskOf(zendesk),
        ...sites.connections,
      },
      // The stand-ins run here.
      allowPrivateAddresses: ['127.0.0.1'],
      metrics: {
        // Purchases, tickets and reviews end on this day: what is overdue, or still to come, is so from then on.
        asOf: lastReviewDay,
        value: { model: 'auto', horizonMonths: 12, discount: 0.1, margin: 0.3 },
        service: {
          target: '4h',
          targetByPriority: { urgent: '1h', high: '2h' },
          schedules: [{ timezone: 'UTC', weekly }],
        },
        reputation: { placeIdFields },
      },
      writeBack: { hubspot: { contact: ofContact } },
      schedules: demoSchedules,
    },
    variables: { ...hubspot.variables, RAPPORT_DEMO_ZENDESK_TOKEN: zendesk.apiToken, ...sites.variables },
  }
}

function zendeskOf({
  baseUrl,
  email,
}: ZendeskAccess): NonNullable<ConfigurationInput['connections']>[string] {
  return {
    connector: 'zendesk',
    auth: { email, apiToken: 'env:RAPPORT_DEMO_ZENDESK_TOKEN' },
    settings: { subdomain: 'rapport-demo', baseUrl },
    // The field that the agents choose a topic in.
    mapping: { ticket: { fields: { topic: '5002' } } },
  }
}
