export * from './actions.ts'
export * from './authentication.ts'
export * from './budgets.ts'
export type { CallRecord } from './caller.ts'
export * from './changes.ts'
export * from './check-attempt.ts'
export * from './check-shown-places.ts'
export { type CodeFlow, codeFlow } from './code-flow.ts'
export * from './connector.ts'
export * from './context.ts'
export * from './credentials.ts'
export * from './errors.ts'
export * from './http-answer.ts'
export * from './key-and-person.ts'
export * from './live-context.ts'
export { classifyNetworkFailure, type VendorName } from './network-failure.ts'
export {
  OutboundGuard,
  type OutboundGuardOptions,
  outboundWays,
  PrivateAddressError,
  privateAddressIn,
} from './outbound-guard.ts'
export { isPrivateAddress } from './private-addresses.ts'
export * from './redaction.ts'
export * from './refresh-token.ts'
export * from './reviews/index.ts'
export * from './shown.ts'
export * from './shown-review.ts'
export type { TokenPlace } from './sign-request.ts'
export * from './stream.ts'
export * from './target.ts'
export * from './views.ts'
export * from './webhook.ts'
