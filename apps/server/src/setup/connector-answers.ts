import { z } from '@hono/zod-openapi'
import { authenticationKeysOf, describeSettings } from '@rapport/config'
import type { AnyConnector, AuthenticationMethod } from '@rapport/connector'
import { consentsOf } from './consents/offered-consents.ts'

/** How a setting is given on the page. */
export const settingInputs = ['text', 'number', 'switch', 'choice', 'list', 'json'] as const

/** A connector as the page offers it. */
export const offeredConnector = z
  .object({
    id: z.string(),
    title: z.string(),
    reads: z.array(z.string()),
    writes: z.array(z.string()).describe('Records that fields are written back to'),
    answersReviews: z.boolean().describe('Answers to its reviews are sent from here'),
    shownOnly: z.boolean().describe('What it gives may only be shown, and is not stored'),
    signIns: z.array(
      z.object({
        type: z.string(),
        title: z.string().nullable(),
        steps: z.array(z.string()).describe('What to do at the vendor first'),
        consent: z
          .string()
          .nullable()
          .describe('The key that a sign-in in a browser gives; null: what is asked for is all'),
        keys: z.array(
          z.object({
            name: z.string(),
            secret: z.boolean(),
            required: z.boolean(),
            description: z.string().nullable(),
          }),
        ),
      }),
    ),
    settings: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        type: z.string(),
        required: z.boolean(),
        default: z.string().nullable(),
        input: z.enum(settingInputs),
        choices: z.array(z.string()).nullable(),
      }),
    ),
  })
  .openapi('Connector')
export type OfferedConnector = z.infer<typeof offeredConnector>

/** Describes a connector by its own schemas. `redirectUri` is where its vendor sends people back to. */
export function offerConnector(connector: AnyConnector, redirectUri: string): OfferedConnector {
  const methods: readonly AuthenticationMethod<never>[] = connector.authentication
  return {
    ...{ id: connector.id, title: connector.title, shownOnly: connector.retention === 'id_only' },
    reads: connector.streams.map(({ entity }) => entity),
    writes: connector.targets.map(({ entity }) => entity),
    answersReviews: connector.actions?.some(({ name }) => name === 'reply') ?? false,
    signIns: [
      ...methods.map((method) => ({
        type: method.type,
        title: 'title' in method ? (method.title ?? null) : null,
        steps: 'steps' in method ? [...(method.steps ?? [])] : [],
        ...{ consent: null, keys: keysOf(method) },
      })),
      ...consentsOf(connector).map(({ flow, method, key }) => ({
        ...{ type: flow.type, title: flow.title, steps: [...flow.steps(redirectUri)], consent: key },
        keys: keysOf(method).filter(({ name }) => name !== key),
      })),
    ],
    // What stands in groups is given as one value, with its own description.
    settings: describeSettings(connector.settings)
      .filter(({ path }) => !path.includes('.'))
      .map(({ path, description, type, required, default: byDefault }) => {
        const choices = type.startsWith('one of ')
          ? type.slice('one of '.length).split(', ').map(choiceOf)
          : null
        return {
          ...{ name: path, description, type, required, default: byDefault, choices },
          input: inputOf(type),
        }
      }),
  }
}

/** A sign that could be taken for one of the description stands in quotes there. */
const choiceOf = (told: string): string => (told.startsWith('"') ? z.string().parse(JSON.parse(told)) : told)

function keysOf({ schema }: Pick<AuthenticationMethod<never>, 'schema'>) {
  const described = describeSettings(schema)
  return authenticationKeysOf(schema).map((key) => ({
    ...key,
    description: described.find(({ path }) => path === key.name)?.description || null,
  }))
}

function inputOf(type: string): OfferedConnector['settings'][number]['input'] {
  if (type.startsWith('one of ')) return 'choice'
  if (type === 'true or false') return 'switch'
  if (/^a (whole )?number/.test(type)) return 'number'
  if (/^a list\b/.test(type)) return 'list'
  return /^(text|a date)/.test(type) ? 'text' : 'json'
}
