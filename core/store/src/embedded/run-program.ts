import { spawn } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { StoreError } from '../errors.ts'
import type { Cluster } from './locate-cluster.ts'

/** Runs a program of Postgres, as the cluster's user, to its end. */
export function runProgram(cluster: Cluster, program: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      ...(cluster.user ?? {}),
      // Output goes to a pipe only for initdb and for errors: a postmaster that inherits a pipe would keep it open.
      stdio: ['ignore', 'ignore', program === cluster.binaries.initdb ? 'pipe' : 'ignore'],
      cwd: cluster.user === null ? cluster.home : '/',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...(process.env.TZ ? { TZ: process.env.TZ } : {}) },
    })
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString('utf8')
    })
    child.on('error', (cause) =>
      reject(
        new StoreError(
          `the embedded Postgres cannot be run (${program}): set DATABASE_URL to a Postgres server`,
          {
            cause,
          },
        ),
      ),
    )
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new StoreError(`${path.basename(program)} ended with ${code}: ${complaint.trim()}`))
    })
  })
}
