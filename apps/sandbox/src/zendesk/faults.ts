/** What goes wrong. */
export type ZendeskFault =
  /** An error answer before anything happens, with Zendesk's JSON or with no body and no content type. */
  | {
      kind: 'status'
      status: number
      error?: string | undefined
      description?: string | undefined
      body?: 'json' | 'html' | 'none' | undefined
      retryAfterSeconds?: number | undefined
    }
  /** 429 before anything happens. */
  | { kind: 'rate-limit'; retryAfterSeconds?: number | undefined }
  /** The connection is reset before anything happens. */
  | { kind: 'reset' }
  /** Half of the answer is sent and the connection is closed. */
  | { kind: 'truncated-body' }
  /** No answer, ever. */
  | { kind: 'hang' }
