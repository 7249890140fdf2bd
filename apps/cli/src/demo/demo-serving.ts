import type { Workspace } from '@rapport/run'
import { type Interruption, interruption } from '../interruption.ts'
import { tell } from '../output.ts'

/** How a demo is served. */
export interface DemoServing {
  readonly port: number
}

/** Listens for Ctrl-C: a demo that is served ends as a server does. */
export async function demoInterruption(serving: DemoServing | null): Promise<Interruption> {
  if (serving === null) return interruption(() => tell('', 'rapport: stopping; run the demo again to go on'))
  const { servingInterruption } = await import('../serve/serve.ts')
  return servingInterruption()
}

/** Serves the workspace of a demo, while its stand-ins run, until the signal. */
export async function serveDemo(
  { port }: DemoServing,
  workspace: Workspace,
  configFile: string,
  signal: AbortSignal,
): Promise<void> {
  const { serveWorkspace } = await import('../serve/serve.ts')
  await serveWorkspace({ config: configFile, role: 'all', host: '127.0.0.1', port }, workspace, signal)
}
