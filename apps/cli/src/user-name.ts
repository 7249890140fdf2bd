import { userInfo } from 'node:os'

/** Who uses the command line, for the audit trail. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run under a number that nobody is named by.
    return 'the command line'
  }
}
