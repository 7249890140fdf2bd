import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { seedOwners } from '../seeds/owners.ts'
import { open } from './testing/open.ts'

const attributes = z.record(z.string(), z.string())
const surface = z
  .object({
    operations: z.array(
      z.object({
        api: z.string(),
        method: z.string(),
        path: z.string(),
        responses: z.record(z.string(), z.string().nullable()),
      }),
    ),
    models: z.record(z.string(), z.object({ required: attributes, optional: attributes })),
  })
  .parse(JSON.parse(readFileSync(new URL('./testing/client-surface.json', import.meta.url), 'utf8')))

const seed = {
  owners: seedOwners(),
  records: {
    contacts: [
      { id: 1, properties: { email: 'a@example.com' } },
      { id: 2, properties: { email: 'b@example.com' } },
    ],
    companies: [{ id: 1 }, { id: 2 }],
    deals: [{ id: 1 }, { id: 2 }],
    tickets: [{ id: 1 }, { id: 2 }],
  },
  associations: [{ from: { type: 'contacts', id: 1 }, to: { type: 'companies', id: 1 }, primary: true }],
} as const

const PARAMETERS: Record<string, string> = {
  objectType: 'contacts',
  fromObjectType: 'contacts',
  toObjectType: 'companies',
  toObjectId: '1',
  fromObjectId: '1',
  ownerId: '501',
  pipelineId: 'default',
  propertyName: 'own',
  groupName: 'group',
  token: 'access',
}

const spec = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }]
const pair = { from: { id: '1' }, to: { id: '2' } }
const property = { name: 'own_two', label: 'Own', groupName: 'group', type: 'string', fieldType: 'text' }

/** Bodies by the end of the path; the first that fits is sent. */
const BODIES: [RegExp, string, unknown][] = [
  [/gdpr-delete$/, 'POST', { objectId: '1' }],
  [/objects.*\/merge$/, 'POST', { primaryObjectId: '1', objectIdToMerge: '2' }],
  [
    /objects.*\/batch\/(read|archive)$/,
    'POST',
    { inputs: [{ id: '1' }], properties: [], propertiesWithHistory: [] },
  ],
  [/objects.*\/batch\/create$/, 'POST', { inputs: [{ properties: {} }] }],
  [/objects.*\/batch\/(update|upsert)$/, 'POST', { inputs: [{ id: '1', properties: {} }] }],
  [/objects.*\/search$/, 'POST', {}],
  [/objects\/[^/]+(\/[^/]+)?$/, '(POST|PATCH)', { properties: {} }],
  [/associations\/.*\/batch\/read$/, 'POST', { inputs: [{ id: '1' }] }],
  [/batch\/associate\/default$/, 'POST', { inputs: [pair] }],
  [/associations\/.*\/batch\/(create|labels\/archive)$/, 'POST', { inputs: [{ ...pair, types: spec }] }],
  [/associations\/.*\/batch\/archive$/, 'POST', { inputs: [{ from: { id: '1' }, to: [{ id: '2' }] }] }],
  [/\/labels$/, 'POST', { name: 'label', label: 'Label' }],
  [/associations\/companies\/1$/, 'PUT', spec],
  [/properties\/[^/]+\/groups$/, 'POST', { name: 'other', label: 'Other' }],
  [/properties\/[^/]+\/batch\/create$/, 'POST', { inputs: [property] }],
  [/properties\/[^/]+\/batch\/read$/, 'POST', { archived: false, inputs: [{ name: 'own' }] }],
  [/properties\/[^/]+\/batch\/archive$/, 'POST', { inputs: [{ name: 'own' }] }],
  [/properties\/[^/]+$/, 'POST', property],
  [/properties\/.+$/, 'PATCH', { label: 'Renamed' }],
  [/oauth\/v1\/token$/, 'POST', 'grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=refresh'],
]

it.each(surface.operations)(
  '$api serves $method $path with all its attributes',
  async ({ method, path, responses }) => {
    const { send } = await open(seed, {
      tokens: [{ token: 'sandbox-token' }, { token: 'access' }],
      oauthApps: [{ clientId: 'c', clientSecret: 's', refreshToken: 'refresh' }],
    })
    const type = path.includes('/properties/') ? 'contacts' : 'deals'
    await send('POST', `/crm/v3/properties/${type}/groups`, { name: 'group', label: 'Group' })
    await send('POST', `/crm/v3/properties/${type}`, { ...property, name: 'own' })
    // The one group that may be archived is one without properties.
    if (method === 'DELETE' && path.includes('/groups/'))
      await send('DELETE', `/crm/v3/properties/${type}/own`)
    const concrete = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name === 'token' && path.includes('refresh')) return 'refresh'
      if (name === 'objectType' && path.includes('/pipelines/')) return 'deals'
      return PARAMETERS[name] ?? '1'
    })
    const body = BODIES.find(([end, verb]) => end.test(concrete) && new RegExp(`^${verb}$`).test(method))?.[2]
    const reply = await send(method, concrete, body)
    expect(Object.keys(responses), JSON.stringify(reply.body)).toContain(String(reply.status))
    const model = responses[String(reply.status)]
    expect(model === null ? reply.body : missing(model ?? '', reply.body, '')).toEqual(
      model === null ? null : [],
    )
  },
)

/** Paths of required attributes that an answer lacks, through nested models. */
function missing(type: string, value: unknown, at: string): string[] {
  const list = /^Array<(.+)>$/.exec(type)?.[1]
  if (list !== undefined) {
    return Array.isArray(value)
      ? value.flatMap((item, index) => missing(list, item, `${at}[${index}]`))
      : [at]
  }
  const model = surface.models[type]
  if (model === undefined) return value === undefined ? [at] : []
  if (typeof value !== 'object' || value === null) return [at]
  const fields = new Map(Object.entries(value))
  return [
    ...Object.entries(model.required).flatMap(([name, kind]) =>
      missing(kind, fields.get(name), `${at}.${name}`),
    ),
    ...Object.entries(model.optional).flatMap(([name, kind]) =>
      fields.has(name) ? missing(kind, fields.get(name), `${at}.${name}`) : [],
    ),
  ]
}
