// A worker in a process of its own, for tests and benchmarks that kill it: node worker-process.ts <folder of rapport.yaml>
import path from 'node:path'
import process from 'node:process'
import { loadConfiguration } from '@rapport/config'
import { csv } from '@rapport/csv'
import { hubspot } from '@rapport/hubspot'
import { openWorkspace, startWorker } from '@rapport/run'
import { writeFields } from '@rapport/writeback'

const folder = process.argv[2] ?? '.'
const connectors = [hubspot, csv]
const load = () =>
  loadConfiguration(path.join(folder, 'rapport.yaml'), { connectors, writableFields: writeFields })
const workspace = await openWorkspace({
  config: (await load()).configuration,
  folder,
  connectors,
  environment: process.env,
})
const worker = await startWorker({
  workspaces: async () => ({ ...workspace, config: (await load()).configuration }),
  store: workspace.store,
  signal: new AbortController().signal,
})
process.stdout.write('ready\n')
const stop = async (): Promise<void> => {
  await worker.stop()
  await workspace.close()
  process.exit()
}
process.on('SIGTERM', () => void stop())
// A test that died leaves no worker behind.
process.stdin.on('end', () => void stop()).resume()
