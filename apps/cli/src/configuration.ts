import { type LoadedConfiguration, loadConfiguration } from '@rapport/config'
import { writeFields } from '@rapport/writeback'
import { connectors } from './connectors.ts'
import type { GlobalOptions } from './output.ts'
import { problemsOfSchedules } from './working-hours.ts'

/** What configurations are checked against: the connectors and fields that Rapport comes with, and its rules for working hours. */
export const configurationContext = { connectors, writableFields: writeFields, problemsOfSchedules }

/**
 * Reads the configuration that `--config` names.
 * @throws ConfigurationError with every problem in it.
 */
export function loadFor(options: GlobalOptions): Promise<LoadedConfiguration> {
  return loadConfiguration(options.config, configurationContext)
}
