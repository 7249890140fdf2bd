/** What goes wrong. */
export type SalesforceFault =
  /** An error answer before anything happens, with Salesforce's JSON or with no body and no content type. */
  | {
      kind: 'status'
      status: number
      /** Default: `INVALID_SESSION_ID` for 401, `SERVER_UNAVAILABLE` for 503, else `UNKNOWN_EXCEPTION`. */
      errorCode?: string | undefined
      message?: string | undefined
      body?: 'json' | 'html' | 'none' | undefined
      retryAfterSeconds?: number | undefined
    }
  /** 403 REQUEST_LIMIT_EXCEEDED before anything happens. */
  | { kind: 'request-limit'; limit: 'daily' | 'concurrent' }
  /** The connection is reset before anything happens. */
  | { kind: 'reset' }
  /** The call takes effect, then the connection is reset instead of the answer. */
  | { kind: 'reset-after-commit' }
  /** The call takes effect, then half of the answer is sent and the connection is closed. */
  | { kind: 'truncated-body' }
  /** No answer, ever; nothing happens. */
  | { kind: 'hang' }
  /** Writes to the records with these ids fail with this reason, the others are written. */
  | { kind: 'bad-rows'; ids: string[]; statusCode: string; message: string }
