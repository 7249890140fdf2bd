export type { ObjectRef } from './association-graph.ts'
export type { OAuthApp, PrivateAppToken } from './auth.ts'
export type { CallCounters, CallLogEntry } from './call-log.ts'
export type { HubspotControl, SettingsPatch } from './control.ts'
export {
  CHANNELS,
  type Conversations,
  type NewThread,
  type Thread,
  type ThreadMessage,
} from './conversations.ts'
export { editRecords } from './edits.ts'
export type { Fault, FaultRule } from './faults.ts'
export type { LimitOption, LimitSettings } from './limits.ts'
export type { ObjectTypeName } from './object-types.ts'
export { archiveRecord } from './objects.ts'
export type { Owner } from './owners.ts'
export type { PropertyHistory, PropertyVersion, RecordVersion } from './record.ts'
export { loadAssociation, loadRecord, type SeedRecord } from './seeding.ts'
export { DEFAULT_TOKEN, type HubspotOptions, type HubspotServer, startHubspot } from './server.ts'
export { type Account, HubspotState, type StateOptions, type WriteEffect } from './state.ts'
export type { Team } from './teams.ts'
export type { EventContent, WebhookEvent } from './webhooks/events.ts'
export type { WebhookDelivery, WebhookSender, WebhookTarget } from './webhooks/sender.ts'
