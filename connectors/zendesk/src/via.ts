import { z } from 'zod'

const viaObject = z.object({
  channel: z.union([z.string(), z.number()]).nullish(),
  source: z
    .object({
      rel: z.string().nullish(),
      from: z.looseObject({ ticket_id: z.union([z.number(), z.string()]).nullish() }).nullish(),
    })
    .nullish()
    .catch(null),
})

/** How something came about: an object, or in events a word or a number. */
export const via = z.union([z.string(), z.number(), viaObject])
export type Via = z.infer<typeof via>

/** What is meant by a channel, whichever way Zendesk writes it. Source: the vendor's page "Via types reference". */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/^(4|mail|email)$/, 'email'],
  [/^(0|17|web|web_form|web_?widget|feedback_tab|dropbox|help_center|batch|20)$/, 'form'],
  [/^(5|api|web_service)$/, 'api'],
  [/^(29|chat|chat_offline_message|chat_transcript)$/, 'chat'],
  [/messag|whatsapp|sms|^line$|wechat|telegram|viber|facebook|twitter|instagram|sunshine/, 'messaging'],
  [/^(33|34|35|44|45|46)$|voice|phone|call/, 'call'],
  [/^(8|rule)$/, 'rule'],
  [/^(19|merge)$/, 'merge'],
  [/answer_?bot|automatic_solution|ai_agent|^bot/, 'bot'],
]

/** The channel in words of our own (`email`, `form`, `chat`, `messaging`, `call`, `api`), else as Zendesk writes it. */
export function channelOf(given: Via | null | undefined): string | null {
  const channel = given === null || given === undefined || typeof given !== 'object' ? given : given.channel
  if (channel === null || channel === undefined || channel === '') return null
  const word = String(channel)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  return meanings.find(([pattern]) => pattern.test(word))?.[1] ?? word
}

/** What the channel was used for: `trigger`, `automation`, `merge`, `inbound`, …; null where Zendesk does not say. */
export function relationOf(given: Via | null | undefined): string | null {
  return typeof given === 'object' && given !== null ? (given.source?.rel ?? null) : null
}

/** Whether a trigger or an automation did it. */
export function isRule(given: Via | null | undefined): boolean {
  const relation = relationOf(given)
  return channelOf(given) === 'rule' || relation === 'trigger' || relation === 'automation'
}

/** Whether it is the note that Zendesk leaves on both tickets of a merge. */
export function isMerge(given: Via | null | undefined): boolean {
  return channelOf(given) === 'merge' || relationOf(given) === 'merge'
}
