import { z } from 'zod'
import { requireSize } from '../batch.ts'
import { HubspotError, type RowError } from '../errors.ts'
import type { ObjectType } from '../object-types.ts'
import { propertyPaths } from '../paths.ts'
import { NUMBER_DISPLAY_HINTS, PROPERTY_TYPES } from '../property-catalogue.ts'
import { type PropertyDefinition, type PropertyInput, propertyToJson } from '../property-definition.ts'
import { batchAnswer, bodyRoute, first, param, type RawCall, type Route, route, typeOf } from '../route.ts'
import type { HubspotState } from '../state.ts'

const reading = (params: Record<string, string>): string[][] => {
  const type = typeOf({ params })
  return [[type.schemaReadScope, type.readScope]]
}
const writing = (params: Record<string, string>): string[][] => [[typeOf({ params }).schemaWriteScope]]

const options = z.array(
  z.object({
    label: z.string(),
    value: z.string(),
    displayOrder: z.int().default(-1),
    hidden: z.boolean().default(false),
    description: z.string().optional(),
  }),
)

const createSchema = z.object({
  name: z.string().min(1),
  label: z.string().min(1),
  groupName: z.string(),
  type: z.enum(PROPERTY_TYPES),
  fieldType: z.string(),
  description: z.string().optional(),
  options: options.optional(),
  displayOrder: z.int().optional(),
  hasUniqueValue: z.boolean().optional(),
  hidden: z.boolean().optional(),
  formField: z.boolean().optional(),
  externalOptions: z.boolean().optional(),
  showCurrencySymbol: z.boolean().optional(),
  numberDisplayHint: z.enum(NUMBER_DISPLAY_HINTS).optional(),
})

const updateSchema = createSchema
  .pick({
    label: true,
    groupName: true,
    type: true,
    fieldType: true,
    description: true,
    options: true,
    displayOrder: true,
    hidden: true,
    formField: true,
    showCurrencySymbol: true,
    numberDisplayHint: true,
  })
  .partial()

const names = z.object({ inputs: z.array(z.object({ name: z.string() })) })

function store(call: RawCall, type: ObjectType, definition: PropertyDefinition): PropertyDefinition {
  call.state.commit({ op: 'property', type: type.name, definition })
  call.state.effect({
    operation: 'define',
    objectType: type.name,
    id: definition.name,
    properties: {},
    changed: [definition.name],
  })
  return definition
}

function create(call: RawCall, type: ObjectType, input: PropertyInput): PropertyDefinition {
  const set = call.state.properties(type.name)
  const definition = set.planCreate(input, call.state.now())
  const isRestored = set.list(true).some(({ name }) => name === input.name)
  if (isRestored && call.behaviour.restoredProperties === 'empty') takeValues(call.state, type, input.name)
  return store(call, type, definition)
}

/** Takes the values of a property away, in live and archived records; no record is modified by that. */
function takeValues(state: HubspotState, type: ObjectType, name: string): void {
  const table = state.table(type.name)
  const pages = [false, true].map((archived) => table.page(0, Number.POSITIVE_INFINITY, archived))
  for (const record of pages.flat()) {
    if (!Object.hasOwn(record.properties, name)) continue
    const { [name]: _, ...properties } = record.properties
    state.commit({ op: 'record', type: type.name, record: { ...record, properties } })
  }
}

/** Runs `work` per input; what fails becomes a row error. */
function eachName<T extends { name: string }>(
  inputs: readonly T[],
  work: (input: T) => PropertyDefinition,
): { results: unknown[]; errors: RowError[] } {
  requireSize(inputs.length)
  const outcome: { results: unknown[]; errors: RowError[] } = { results: [], errors: [] }
  for (const input of inputs) {
    try {
      outcome.results.push(propertyToJson(work(input)))
    } catch (error) {
      if (!(error instanceof HubspotError)) throw error
      const row = error.toRowError([])
      outcome.errors.push({ ...row, context: { ...error.context, name: [input.name] } })
    }
  }
  return outcome
}

/** Property groups; before the property routes, which would take `groups` for a property's name. */
const groupRoutes: readonly Route[] = [
  route({ method: 'GET', paths: propertyPaths('/groups'), kind: 'read', scopes: reading }, (call) => ({
    status: 200,
    body: { results: call.state.properties(typeOf(call).name).groups() },
  })),
  bodyRoute(
    { method: 'POST', paths: propertyPaths('/groups'), kind: 'write', scopes: writing },
    z.object({ name: z.string().min(1), label: z.string().min(1), displayOrder: z.int().optional() }),
    (call) => {
      const type = typeOf(call).name
      const group = call.state.properties(type).planGroup(call.body)
      call.state.commit({ op: 'group', type, group })
      call.state.effect({
        operation: 'define',
        objectType: type,
        id: group.name,
        properties: {},
        changed: [group.name],
      })
      return { status: 201, body: group }
    },
  ),
  route(
    { method: 'GET', paths: propertyPaths('/groups/:groupName'), kind: 'read', scopes: reading },
    (call) => ({
      status: 200,
      body: call.state.properties(typeOf(call).name).group(param(call, 'groupName')),
    }),
  ),
  bodyRoute(
    { method: 'PATCH', paths: propertyPaths('/groups/:groupName'), kind: 'write', scopes: writing },
    z.object({ label: z.string().min(1).optional(), displayOrder: z.int().optional() }),
    (call) => {
      const type = typeOf(call).name
      const before = call.state.properties(type).group(param(call, 'groupName'))
      const { label = before.label, displayOrder = before.displayOrder } = call.body
      const group = { ...before, label, displayOrder }
      call.state.commit({ op: 'group', type, group })
      return { status: 200, body: group }
    },
  ),
  route(
    { method: 'DELETE', paths: propertyPaths('/groups/:groupName'), kind: 'write', scopes: writing },
    (call) => {
      const type = typeOf(call).name
      const group = call.state.properties(type).planArchiveGroup(param(call, 'groupName'))
      call.state.commit({ op: 'group', type, group })
      return { status: 204 }
    },
  ),
]

/** Properties and their groups. */
export const propertyRoutes: readonly Route[] = [
  ...groupRoutes,
  route({ method: 'GET', paths: propertyPaths(''), kind: 'read', scopes: reading }, (call) => ({
    status: 200,
    body: {
      results: call.state
        .properties(typeOf(call).name)
        .list(first(call, 'archived') === 'true')
        .map(propertyToJson),
    },
  })),
  bodyRoute(
    { method: 'POST', paths: propertyPaths(''), kind: 'write', scopes: writing },
    createSchema,
    (call) => ({
      status: 201,
      body: propertyToJson(create(call, typeOf(call), call.body)),
    }),
  ),
  bodyRoute(
    { method: 'POST', paths: propertyPaths('/batch/create'), kind: 'write', scopes: writing },
    z.object({ inputs: z.array(createSchema) }),
    (call) =>
      batchAnswer(
        call,
        eachName(call.body.inputs, (input) => create(call, typeOf(call), input)),
        201,
      ),
  ),
  bodyRoute(
    { method: 'POST', paths: propertyPaths('/batch/read'), kind: 'read', scopes: reading },
    names.extend({ archived: z.boolean().default(false) }),
    (call) => {
      const set = call.state.properties(typeOf(call).name)
      return batchAnswer(
        call,
        eachName(call.body.inputs, (input) => set.get(input.name, call.body.archived)),
      )
    },
  ),
  bodyRoute(
    { method: 'POST', paths: propertyPaths('/batch/archive'), kind: 'write', scopes: writing },
    names,
    (call) => {
      requireSize(call.body.inputs.length)
      const type = typeOf(call)
      const set = call.state.properties(type.name)
      const planned = call.body.inputs
        .filter((input) => set.find(input.name) !== undefined)
        .map((input) => set.planArchive(input.name, call.state.now()))
      for (const definition of planned) store(call, type, definition)
      return { status: 204 }
    },
  ),
  route({ method: 'GET', paths: propertyPaths('/:propertyName'), kind: 'read', scopes: reading }, (call) => {
    const archived = first(call, 'archived') === 'true'
    const set = call.state.properties(typeOf(call).name)
    return { status: 200, body: propertyToJson(set.get(param(call, 'propertyName'), archived)) }
  }),
  bodyRoute(
    { method: 'PATCH', paths: propertyPaths('/:propertyName'), kind: 'write', scopes: writing },
    updateSchema,
    (call) => {
      const type = typeOf(call)
      const set = call.state.properties(type.name)
      const next = set.planUpdate(param(call, 'propertyName'), call.body, call.state.now())
      return { status: 200, body: propertyToJson(store(call, type, next)) }
    },
  ),
  route(
    { method: 'DELETE', paths: propertyPaths('/:propertyName'), kind: 'write', scopes: writing },
    (call) => {
      const type = typeOf(call)
      store(
        call,
        type,
        call.state.properties(type.name).planArchive(param(call, 'propertyName'), call.state.now()),
      )
      return { status: 204 }
    },
  ),
]
