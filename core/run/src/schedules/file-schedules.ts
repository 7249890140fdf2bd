import type { Configuration } from '@rapport/config'
import type { Database } from '@rapport/store'
import { areSchedulesOf, synchronizeSchedules, wantedSchedules } from './schedule-records.ts'

/**
 * The schedules of one process's `rapport.yaml`. They are brought into the database when the process first reads them and when its own file
 * changed, never else: two processes with different files would otherwise set the due times anew in turn, and nothing would ever be due.
 * So the file that was last begun with, or changed, is in force.
 */
export class FileSchedules {
  readonly #tell: (what: string) => void
  #applied: string | null = null
  #isToldOf = false

  /** @param tell is told once when the schedules in force are those of another file. */
  constructor(tell: (what: string) => void) {
    this.#tell = tell
  }

  /** Applies what this process's file says, where that is new. */
  async follow(db: Database, config: Configuration, now: Date): Promise<void> {
    const definition = JSON.stringify(wantedSchedules(config))
    if (definition !== this.#applied) {
      await synchronizeSchedules(db, config, now)
      this.#applied = definition
      this.#isToldOf = false
      return
    }
    const isOther = !(await areSchedulesOf(db, config))
    if (isOther && !this.#isToldOf)
      this.#tell(
        'the schedules in force are those of another rapport.yaml, which another process read later: give all processes the same file',
      )
    this.#isToldOf = isOther
  }
}
