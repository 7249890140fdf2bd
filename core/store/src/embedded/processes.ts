import { readFileSync } from 'node:fs'
import process from 'node:process'

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  if (hasEnded(pid)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Whether a process has ended but nobody has collected it, in a container often for good: it still takes signals. */
export function hasEnded(pid: number): boolean {
  return /^[ZX]/.test(fieldsOf(pid)?.[0] ?? '')
}

/**
 * A name for a process that outlives it: its id and, where Linux tells it, when it started. Ids are given again, in a
 * container that is started anew nearly always to the same program.
 */
export function nameProcess(pid: number): string {
  return `${pid}.${startOf(pid) ?? 'unknown'}`
}

/** Whether the process of this name (see `nameProcess`) still runs, and not another one with its id. */
export function isRunning(name: string): boolean {
  const [pid, started] = name.split('.')
  if (!isAlive(Number(pid))) return false
  const now = startOf(Number(pid))
  return now === null || started === 'unknown' || now === started
}

/** When a process started, in clock ticks since the system's start (proc(5), field 22 of stat); null where unknown. */
function startOf(pid: number): string | null {
  return fieldsOf(pid)?.[19] ?? null
}

/** What proc(5) tells of a process, from its state on; null where the system does not tell. */
function fieldsOf(pid: number): readonly string[] | null {
  const text = procFile(pid, 'stat')
  // The second field is the program's name in brackets and may hold anything, so fields count from its end.
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** The command line of a process; null where the system does not tell. */
export function commandOf(pid: number): string | null {
  return procFile(pid, 'cmdline')
}

function procFile(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return null
  }
}
