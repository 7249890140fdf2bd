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

/** Which requests a fault hits. */
export interface FaultRule {
  /** HTTP method; any when absent. */
  method?: string | undefined
  /** Path without query; `*` stands for any characters. `/crm/v3/objects/*` is every v3 object call. */
  path: string
  /** How many matching requests it hits. Default 1. */
  times?: number | 'always' | undefined
  /** How many matching requests it lets pass first. Default 0. */
  skip?: number | undefined
  fault: Fault
}

interface ActiveRule {
  method: string | undefined
  pattern: RegExp
  left: number
  skip: number
  fault: Fault
}

/** The faults waiting to happen. The first rule that matches a request is the one that hits it. */
export class FaultPlan {
  #rules: ActiveRule[] = []

  add(rule: FaultRule): void {
    const escaped = rule.path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
    this.#rules.push({
      method: rule.method?.toUpperCase(),
      pattern: new RegExp(`^${escaped}$`),
      left: rule.times === 'always' ? Number.POSITIVE_INFINITY : (rule.times ?? 1),
      skip: rule.skip ?? 0,
      fault: rule.fault,
    })
  }

  clear(): void {
    this.#rules = []
  }

  /** Number of rules that can still hit. */
  get size(): number {
    return this.#rules.length
  }

  /** The fault that hits this request, or null. Uses up one of its times. */
  take(method: string, path: string): Fault | null {
    for (const rule of this.#rules) {
      if ((rule.method !== undefined && rule.method !== method) || !rule.pattern.test(path)) continue
      if (rule.skip > 0) {
        rule.skip -= 1
        continue
      }
      rule.left -= 1
      if (rule.left <= 0) this.#rules = this.#rules.filter((other) => other !== rule)
      return rule.fault
    }
    return null
  }
}
