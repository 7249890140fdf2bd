import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'

/** Seconds of processor time that each part of a measured system has used; null where the system does not tell. */
export interface CpuSeconds {
  readonly rapport: number
  readonly standIn: number | null
  readonly postgres: number | null
}

/** What Linux counts processor time in, the same on all its platforms. */
const ticksPerSecond = 100

/** Reads the processor time of this process, of the stand-in it started, and of the embedded Postgres with its data in `folder`. */
export async function readCpu(folder: string): Promise<CpuSeconds> {
  const { user, system } = process.cpuUsage()
  const processes = await listProcesses()
  const standIn = processes.find(
    ({ parent, program }) => parent === process.pid && program.includes('sandbox'),
  )
  const postmaster = processes.find(({ program }) => program.includes('postgres') && program.includes(folder))
  // The time of backends that have ended is counted with the postmaster's.
  const ofPostgres = processes.filter(
    ({ id, parent }) => postmaster !== undefined && (id === postmaster.id || parent === postmaster.id),
  )
  return {
    rapport: (user + system) / 1e6,
    standIn: standIn?.seconds ?? null,
    postgres: ofPostgres.length === 0 ? null : ofPostgres.reduce((sum, { seconds }) => sum + seconds, 0),
  }
}

/** The time used between two looks, in seconds. */
export function cpuSecondsSince(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  const between = (one: number | null, other: number | null): number | null =>
    one === null || other === null ? null : Number((other - one).toFixed(1))
  return {
    rapport: Number((after.rapport - before.rapport).toFixed(1)),
    standIn: between(before.standIn, after.standIn),
    postgres: between(before.postgres, after.postgres),
  }
}

interface RunningProcess {
  readonly id: number
  readonly parent: number
  readonly program: string
  readonly seconds: number
}

async function listProcesses(): Promise<readonly RunningProcess[]> {
  const names = await readdir('/proc').catch(() => [])
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess))
  return found.filter((one) => one !== null)
}

async function readProcess(name: string): Promise<RunningProcess | null> {
  try {
    const stat = await readFile(path.join('/proc', name, 'stat'), 'utf8')
    const program = (await readFile(path.join('/proc', name, 'cmdline'), 'utf8')).replaceAll('\0', ' ')
    // Behind the name in brackets: state, parent, …; the 12th to 15th are the times of it and of its ended children.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return { id: Number(name), parent: Number(fields[1]), program, seconds: ticks / ticksPerSecond }
  } catch {
    // It has ended meanwhile.
    return null
  }
}
