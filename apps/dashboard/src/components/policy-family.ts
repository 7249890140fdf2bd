/** By what the policies of each family begin, as the settings group them; `plain-mean` is looked for before `plain`. */
const families = {
  reputation: ['plain-mean', 'decayed-bayes', 'wilson', 'answered', 'reputation'],
  value: ['btyd', 'auto', 'simple-horizon', 'simple', 'historic', 'sbg', 'plain'],
  retention: ['rfm', 'churn-risk'],
  service: ['rapport-service', 'service'],
  firstContact: ['rapport-fcr'],
  experience: ['nps', 'csat', 'ces', 'csi', 'experience'],
  health: ['health'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/**
 * The family that the settings show a policy in; null where it is none of Rapport's own, such as another system's rule.
 *
 * @example
 * policyFamily('rapport-fcr-7d@1') // 'firstContact'
 */
export function policyFamily(policy: string): string | null {
  const name = /^[a-z][a-z0-9-]*(?=@)/.exec(policy)?.[0]
  if (name === undefined) return null
  // With another window, target or scale: `rapport-fcr-3d`, `rapport-service-4h`, `reputation-100`.
  const isOf = (begin: string): boolean => name === begin || name.startsWith(`${begin}-`)
  return Object.entries(families).find(([, begins]) => begins.some(isOf))?.[0] ?? null
}
