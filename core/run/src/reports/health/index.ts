export { type HealthBackTestReport, healthBackTestReport } from './health-back-test-report.ts'
export {
  type CustomerHealth,
  type HealthCounts,
  type HealthGroup,
  type HealthReport,
  type HealthReportRequest,
  healthReport,
} from './health-report.ts'
export { HEALTH_BANDS } from './health-standings.ts'
