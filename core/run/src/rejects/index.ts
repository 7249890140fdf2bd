export { type RejectFilter, type Retried, rejectReasonKey, rejectsBy, retryRejects } from './retry-rejects.ts'
