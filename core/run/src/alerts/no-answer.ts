/** A channel was spoken to and did not say whether it took the alert: it may have arrived. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
}

/** Errors of looking a host up, connecting to it and checking its certificate. */
const beforeSending =
  /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|ERR_SSL_\w+|\w*CERT\w*|UNABLE_TO_VERIFY_\w+)$/

/** Whether a request failed before anything of it was sent, by the error or its causes. */
export function failedBeforeSending(error: unknown): boolean {
  let cause = error
  for (let depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    if ('code' in cause && beforeSending.test(String(cause.code))) return true
    if ('syscall' in cause && cause.syscall === 'connect') return true
    cause = cause.cause
  }
  return false
}

/** Whether a mail server refused a mail, or was never given one: all else leaves open whether it took it. */
export function refusedMail(error: unknown): boolean {
  if (failedBeforeSending(error)) return true
  if (!(error instanceof Error)) return false
  if ('responseCode' in error && typeof error.responseCode === 'number') return true
  return 'code' in error && notGiven.has(String(error.code))
}

/** Codes of Nodemailer for what goes wrong before the mail itself. */
const notGiven: ReadonlySet<string> = new Set(['EDNS', 'ETLS', 'EAUTH', 'EENVELOPE', 'EREQUIRETLS'])
