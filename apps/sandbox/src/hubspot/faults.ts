import type { FaultRule as RuleOf } from '../fault-plan.ts'

/** What goes wrong. */
export type Fault =
  /** An error answer before anything happens: any status, with HubSpot's JSON or with no body and no content type. */
  | {
      kind: 'status'
      status: number
      body?: 'json' | 'none' | undefined
      retryAfterSeconds?: number | undefined
    }
  /** 429 before anything happens. */
  | {
      kind: 'rate-limit'
      policyName?: 'DAILY' | 'SECONDLY' | 'TEN_SECONDLY_ROLLING' | undefined
      retryAfterSeconds?: number | undefined
    }
  /** The connection is reset before anything happens. */
  | { kind: 'reset' }
  /** The call takes effect, then the connection is reset instead of the answer. */
  | { kind: 'reset-after-commit' }
  /** The call takes effect, then half of the answer is sent and the connection is closed. */
  | { kind: 'truncated-body' }
  /** No answer, ever; nothing happens. The connection stays open until the client or the server closes it. */
  | { kind: 'hang' }
  /** Batch update: the inputs with these ids fail with this reason, the others are written. */
  | { kind: 'bad-rows'; ids: string[]; message: string }

/** Which requests a fault hits. `/crm/v3/objects/*` is every v3 object call. */
export type FaultRule = RuleOf<Fault>
