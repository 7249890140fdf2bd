import type { SalesforceSettings } from './settings.ts'

/** Token endpoint of every sign-in. */
export const tokenPath = '/services/oauth2/token'

/** Paths that are requested without jsforce. They carry the version of the settings: a bulk job answers to its own only. */
export const paths = {
  queryJobs: (settings: SalesforceSettings): string => `${base(settings)}/jobs/query`,
  queryJob: (settings: SalesforceSettings, id: string): string =>
    `${base(settings)}/jobs/query/${encodeURIComponent(id)}`,
  /** The results of a job, from a locator on. */
  results: (settings: SalesforceSettings, id: string, locator: string | null, maxRecords: number): string =>
    `${base(settings)}/jobs/query/${encodeURIComponent(id)}/results?maxRecords=${maxRecords}${locator === null ? '' : `&locator=${encodeURIComponent(locator)}`}`,
  /** Up to five addresses of results that can be fetched at once. */
  resultPages: (settings: SalesforceSettings, id: string): string =>
    `${base(settings)}/jobs/query/${encodeURIComponent(id)}/resultPages`,
}

function base({ apiVersion }: SalesforceSettings): string {
  return `/services/data/v${apiVersion}`
}
