#!/usr/bin/env node
// Starts the command. Plain JavaScript, because the Node that runs it may be older than the one Rapport needs: then it
// starts itself again with the Node of the npm package `node`, which is installed beside it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
// Whole, because Node 20 refuses an import that names what only newer ones have, before it can start again.
import module from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

// TypeScript runs as it is from 22.18 on (23.6 in the 23 line). Asking for the feature covers every line.
if (process.features.typescript === 'strip') {
  await import('./runtime.js')
  const { main } = await import('../src/main.ts')
  await main(process.argv)
} else {
  startAgain()
}

function startAgain() {
  const binary = bundledNode()
  if (binary === null || process.env.RAPPORT_RESTARTED === '1') {
    process.stderr.write(
      `rapport: Node 22.18 or newer is needed, this is ${process.versions.node}: install a newer Node, or run "npm install" in Rapport's folder, which brings one\n`,
    )
    process.exit(1)
  }
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, RAPPORT_RESTARTED: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`rapport: ${binary} cannot be started: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    // Ends by the same signal, so that a shell sees what it would have seen of the child.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function bundledNode() {
  try {
    const folder = dirname(module.createRequire(import.meta.url).resolve('node/package.json'))
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : null
  } catch {
    return null
  }
}
