export { acceptWebhook, type IncomingWebhook, largestWebhook, type WebhookAnswer } from './accept-webhook.ts'
export { type DrainOptions, drainWebhooks, type WebhookDrain } from './drain-webhooks.ts'
export { shouldRunAfterWebhooks } from './follow-up.ts'
export { type WebhookStanding, webhookStandings } from './webhook-standing.ts'
