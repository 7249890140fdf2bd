import { type HubspotOptions, type HubspotServer, startHubspot } from './hubspot/index.ts'
import { type SalesforceOptions, type SalesforceServer, startSalesforce } from './salesforce/index.ts'

export interface SandboxOptions {
  hubspot?: HubspotOptions
  /** Starts the Salesforce stand-in as well. */
  salesforce?: SalesforceOptions
  /** Port of the HubSpot stand-in. Default 0: any free port. */
  port?: number
}

/** The HubSpot stand-in, which always runs, and Salesforce's beside it. */
export interface SandboxWithSalesforce extends HubspotServer {
  salesforce: SalesforceServer
}

/**
 * Starts the stand-ins on 127.0.0.1: HubSpot's always, Salesforce's when it is asked for. `close()` ends both.
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
 */
export function startSandbox(
  options: SandboxOptions & { salesforce: SalesforceOptions },
): Promise<SandboxWithSalesforce>
export function startSandbox(options?: SandboxOptions & { salesforce?: undefined }): Promise<HubspotServer>
export function startSandbox(options?: SandboxOptions): Promise<HubspotServer | SandboxWithSalesforce>
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<HubspotServer | SandboxWithSalesforce> {
  const hubspot = await startHubspot({
    ...options.hubspot,
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  if (options.salesforce === undefined) return hubspot
  const salesforce = await startSalesforce(options.salesforce)
  const close = async (): Promise<void> => {
    await Promise.all([hubspot.close(), salesforce.close()])
  }
  return { ...hubspot, salesforce, close }
}
