import type { QueryScope } from './query.ts'
import type { SalesforceSettings } from './settings.ts'

/** Token endpoint of every sign-in. */
export const tokenPath = '/services/oauth2/token'

/** Where a person signs in and lets the app work for them. */
export const authorizePath = '/services/oauth2/authorize'

/** Every path that is named in full. They carry the version of the settings: a bulk job answers to its own only. */
export const paths = {
  /** Who is signed in. */
  userInfo: '/services/oauth2/userinfo',
  /** Takes up to 25 requests as one. */
  composite: (settings: SalesforceSettings): string => `${base(settings)}/composite`,
  describe: (settings: SalesforceSettings, object: string): string =>
    `${base(settings)}/sobjects/${object}/describe`,
  deletions: (settings: SalesforceSettings, object: string, start: string, end: string): string =>
    `${base(settings)}/sobjects/${object}/deleted/?${new URLSearchParams({ start, end })}`,
  query: (settings: SalesforceSettings, soql: string, scope: QueryScope): string =>
    `${base(settings)}/${scope === 'all' ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`,
  queryJobs: (settings: SalesforceSettings): string => `${base(settings)}/jobs/query`,
  queryJob: (settings: SalesforceSettings, id: string): string =>
    `${base(settings)}/jobs/query/${encodeURIComponent(id)}`,
  /** The results of a job, from a locator on. */
  results: (settings: SalesforceSettings, id: string, locator: string | null, maxRecords: number): string =>
    `${base(settings)}/jobs/query/${encodeURIComponent(id)}/results?maxRecords=${maxRecords}${locator === null ? '' : `&locator=${encodeURIComponent(locator)}`}`,
  /** Up to five addresses of results that can be fetched at once. */
  resultPages: (settings: SalesforceSettings, id: string): string =>
    `${base(settings)}/jobs/query/${encodeURIComponent(id)}/resultPages`,
  ingestJobs: (settings: SalesforceSettings): string => `${base(settings)}/jobs/ingest`,
  ingestJob: (settings: SalesforceSettings, id: string): string =>
    `${base(settings)}/jobs/ingest/${encodeURIComponent(id)}`,
  /** Takes the records of an ingest job. */
  ingestUpload: (settings: SalesforceSettings, id: string): string =>
    `${paths.ingestJob(settings, id)}/batches`,
  ingestResults: (
    settings: SalesforceSettings,
    id: string,
    which: 'successfulResults' | 'failedResults',
  ): string => `${paths.ingestJob(settings, id)}/${which}`,
  /** Creates (POST) or updates (PATCH) up to 200 records. */
  collection: (settings: SalesforceSettings): string => `${base(settings)}/composite/sobjects`,
  /** Gives up to 2,000 records of an object by their ids, in the order that they are asked for. */
  retrieval: (settings: SalesforceSettings, object: string): string =>
    `${base(settings)}/composite/sobjects/${object}`,
  /** Creates one record. */
  records: (settings: SalesforceSettings, object: string): string => `${base(settings)}/sobjects/${object}`,
  customFields: (settings: SalesforceSettings): string => `${base(settings)}/tooling/sobjects/CustomField`,
  toolingQuery: (settings: SalesforceSettings, soql: string): string =>
    `${base(settings)}/tooling/query?q=${encodeURIComponent(soql)}`,
}

function base({ apiVersion }: SalesforceSettings): string {
  return `/services/data/v${apiVersion}`
}
