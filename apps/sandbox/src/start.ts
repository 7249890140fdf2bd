import { type HubspotOptions, type HubspotServer, startHubspot } from './hubspot/index.ts'

export interface SandboxOptions {
  hubspot?: HubspotOptions
  /** Port of the HubSpot stand-in. Default 0: any free port. */
  port?: number
}

/**
 * Starts the stand-in on 127.0.0.1.
 *
 * @example
 * const sandbox = await startSandbox({ hubspot: { seed: 'cdnow-sample', limits: 'off' } })
 * await fetch(`${sandbox.baseUrl}/crm/v3/objects/contacts`, { headers: { Authorization: 'Bearer sandbox-token' } })
 * await sandbox.close()
 */
export function startSandbox(options: SandboxOptions = {}): Promise<HubspotServer> {
  return startHubspot({ ...options.hubspot, ...(options.port === undefined ? {} : { port: options.port }) })
}
