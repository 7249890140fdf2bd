import { loadFor } from './configuration.ts'
import { type GlobalOptions, printLines, printResult } from './output.ts'

/** Says that the configuration is sound. Its problems travel as a ConfigurationError. */
export async function checkConfiguration(options: GlobalOptions): Promise<void> {
  const { configuration } = await loadFor(options)
  const connections = Object.keys(configuration.connections)
  printResult(options, { ok: true, problems: [] }, () => [
    `${options.config} is sound (${connections.length} connected: ${connections.join(', ') || 'none yet'})`,
  ])
}

/** Prints the configuration with all defaults. It holds references to secrets, never a secret. */
export async function showConfiguration(options: GlobalOptions): Promise<void> {
  const { configuration } = await loadFor(options)
  printLines([JSON.stringify(configuration, null, 2)])
}
