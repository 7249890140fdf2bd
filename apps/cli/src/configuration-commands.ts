import { loadFor } from './configuration.ts'
import { type GlobalOptions, printLines, printResult, tell } from './output.ts'
import { warningsOfSchedules } from './working-hours.ts'

/** Says that the configuration is sound, and what in it may be a slip. Its problems travel as a ConfigurationError. */
export async function checkConfiguration(options: GlobalOptions): Promise<void> {
  const { configuration } = await loadFor(options)
  const connections = Object.keys(configuration.connections)
  const warnings = warningsOfSchedules(configuration.metrics.service.schedules)
  tell(...warnings.map((warning) => `Note: ${warning}`))
  printResult(options, { ok: true, problems: [], warnings }, () => [
    `${options.config} is sound (${connections.length} connected: ${connections.join(', ') || 'none yet'})`,
  ])
}

/** Prints the configuration with all defaults. It holds references to secrets, never a secret. */
export async function showConfiguration(options: GlobalOptions): Promise<void> {
  const { configuration } = await loadFor(options)
  printLines([JSON.stringify(configuration, null, 2)])
}
