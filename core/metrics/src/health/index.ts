export type { AreaUnderCurve } from './area-under-curve.ts'
export * from './assess-health.ts'
export * from './health-back-test.ts'
export * from './health-band.ts'
export * from './health-facts.ts'
export * from './health-policy.ts'
export {
  type HealthLineResult,
  type HealthPartResult,
  type HealthScore,
  type HealthSettings,
  healthScore,
} from './health-score.ts'
export * from './health-why.ts'
