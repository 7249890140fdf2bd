import type { SalesforceSettings } from '../settings.ts'

/** Paths of what is written, and of what is read to write it. */
export const targetPaths = {
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
  userInfo: '/services/oauth2/userinfo',
}

function base({ apiVersion }: SalesforceSettings): string {
  return `/services/data/v${apiVersion}`
}
