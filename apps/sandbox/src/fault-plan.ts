/** Which requests a fault hits. */
export interface FaultRule<Fault> {
  /** HTTP method; any when absent. */
  method?: string | undefined
  /** Path without query; `*` stands for any characters. */
  path: string
  /** How many matching requests it hits. Default 1. */
  times?: number | 'always' | undefined
  /** How many matching requests it lets pass first. Default 0. */
  skip?: number | undefined
  fault: Fault
}

interface ActiveRule<Fault> {
  method: string | undefined
  pattern: RegExp
  left: number
  skip: number
  fault: Fault
}

/** The faults waiting to happen. The first rule that matches a request is the one that hits it. */
export class FaultPlan<Fault> {
  #rules: ActiveRule<Fault>[] = []

  add(rule: FaultRule<Fault>): void {
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
