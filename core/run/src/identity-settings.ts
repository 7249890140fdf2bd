import type { Configuration } from '@rapport/config'
import type { IdentitySettings } from '@rapport/identity'

/** How records become customers, as the set-up has it. */
export function identitySettings(config: Configuration): IdentitySettings {
  const labels = Object.entries(config.connections).map(([name, { mapping }]) => [
    name,
    mapping.deal?.associationLabel ?? null,
  ])
  return {
    level: config.customer,
    accounts: config.accounts,
    defaultCountry: null,
    connectors: Object.fromEntries(
      Object.entries(config.connections).map(([name, { connector }]) => [name, connector]),
    ),
    associationLabels: Object.fromEntries(labels),
  }
}
