/** What the command's exit code says. */
export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  rejects: 3,
  auth: 4,
  config: 5,
  unavailable: 6,
  changes: 7,
  stopped: 8,
  busy: 9,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit codes in words, for the reference. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'an error that none of the other codes stands for',
  2: 'the command was written wrongly',
  3: 'done, but some records were set aside (rapport rejects)',
  4: 'a vendor refused the sign-in, or a scope or permission is missing',
  5: 'rapport.yaml, a secret it refers to, or DATABASE_URL is wrong',
  6: 'a vendor or the network is not available, or wants a pause and the run is parked; trying later can help',
  7: 'the dry run found changes (with --detailed-exitcode only)',
  8: 'a guard rail stopped the run before it wrote anything; look at rapport plan, then run with --confirm',
  9: 'another process works on this workspace (--wait waits for it)',
  130: 'interrupted; running the same command again goes on where it stopped',
}

/** Tells the shell how it went. The worst of several calls is not overwritten by a later success. */
export function exitWith(code: ExitCode): void {
  if (code !== exitCodes.ok) process.exitCode = code
}
