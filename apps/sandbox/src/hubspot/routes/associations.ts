import { z } from 'zod'
import type { ObjectRef } from '../association-graph.ts'
import {
  type AssociationSpec,
  associate,
  describeTypes,
  dissociate,
  removeLabels,
  requirePair,
} from '../associations.ts'
import { requireSize } from '../batch.ts'
import { HubspotError, notFound, type RowError, rowError } from '../errors.ts'
import type { ObjectType } from '../object-types.ts'
import { associationPaths, recordAssociationPaths } from '../paths.ts'
import { parseId } from '../record.ts'
import {
  afterOf,
  batchAnswer,
  bodyRoute,
  idSchema,
  limitOf,
  param,
  type RawCall,
  type Route,
  route,
  typeOf,
} from '../route.ts'

/** Most inputs of one batch call on associations. */
const READ_INPUTS = 1_000
const WRITE_INPUTS = 2_000

const reading = (params: Record<string, string>): string[][] => [
  [typeOf({ params }, 'fromObjectType').readScope],
  [typeOf({ params }, 'toObjectType').readScope],
]
const writing = (params: Record<string, string>): string[][] => [
  [typeOf({ params }, 'fromObjectType').writeScope],
  [typeOf({ params }, 'toObjectType').writeScope],
]

const spec = z.object({ associationCategory: z.string(), associationTypeId: z.int() })
const end = z.object({ id: idSchema })

function types(call: RawCall): { from: ObjectType; to: ObjectType } {
  return { from: typeOf(call, 'fromObjectType'), to: typeOf(call, 'toObjectType') }
}

function refOf(type: ObjectType, id: string): ObjectRef {
  const parsed = parseId(id)
  if (parsed === null) throw notFound(`${type.singular} with id ${id} does not exist`)
  return { type: type.name, id: parsed }
}

function pathEnds(call: RawCall): { from: ObjectRef; to: ObjectRef } {
  const { from, to } = types(call)
  return { from: refOf(from, param(call, 'objectId')), to: refOf(to, param(call, 'toObjectId')) }
}

/** One page of the other ends of a record, in id order. */
function endsOf(call: RawCall, from: ObjectType, to: ObjectType, id: number, after: number, limit: number) {
  const ends = [...call.state.graph.neighbours({ type: from.name, id }, to.name)]
    .filter(([other]) => other > after)
    .sort(([left], [right]) => left - right)
  const page = ends.slice(0, limit)
  const last = page.at(-1)
  return {
    results: page.map(([other, typeIds]) => ({
      toObjectId: String(other),
      associationTypes: describeTypes(call.state, from.name, to.name, typeIds),
    })),
    ...(ends.length > limit && last !== undefined ? { paging: { next: { after: String(last[0]) } } } : {}),
  }
}

/** The `LabelsBetweenObjectPair` of an answer. */
function labelsJson(call: RawCall, from: string, to: string, labels: string[]) {
  const ends = types(call)
  return {
    fromObjectTypeId: ends.from.typeId,
    fromObjectId: from,
    toObjectTypeId: ends.to.typeId,
    toObjectId: to,
    labels,
  }
}

/** The two `PublicDefaultAssociation` entries, one per direction. */
function defaultJson(call: RawCall, from: string, to: string) {
  const ends = types(call)
  const there = requirePair(call.state, ends.from.name, ends.to.name).plain
  const back = requirePair(call.state, ends.to.name, ends.from.name).plain
  const row = (fromId: string, toId: string, associationTypeId: number) => ({
    from: { id: fromId },
    to: { id: toId },
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId },
  })
  return [row(from, to, there), row(to, from, back)]
}

function eachPair<T extends { from: { id: string }; to: { id: string } }>(
  inputs: readonly T[],
  work: (input: T) => unknown[],
): { results: unknown[]; errors: RowError[] } {
  requireSize(inputs.length, WRITE_INPUTS)
  const outcome: { results: unknown[]; errors: RowError[] } = { results: [], errors: [] }
  for (const input of inputs) {
    try {
      outcome.results.push(...work(input))
    } catch (error) {
      if (!(error instanceof HubspotError)) throw error
      const context = { fromObjectId: [input.from.id], toObjectId: [input.to.id] }
      outcome.errors.push({ ...error.toRowError([]), context })
    }
  }
  return outcome
}

function link(call: RawCall, from: string, to: string, specs: AssociationSpec[] | null): string[] {
  const ends = types(call)
  return associate(call.state, refOf(ends.from, from), refOf(ends.to, to), specs)
}

/** v4 associations, by batch and by record. */
export const associationRoutes: readonly Route[] = [
  bodyRoute(
    { method: 'POST', paths: associationPaths('/batch/read'), kind: 'read', scopes: reading },
    z.object({ inputs: z.array(z.object({ id: idSchema, after: z.string().optional() })) }),
    (call) => {
      requireSize(call.body.inputs.length, READ_INPUTS)
      const { from, to } = types(call)
      requirePair(call.state, from.name, to.name)
      const outcome: { results: unknown[]; errors: RowError[] } = { results: [], errors: [] }
      for (const { id, after } of call.body.inputs) {
        const ends = endsOf(
          call,
          from,
          to,
          parseId(id) ?? 0,
          Number(after ?? 0),
          call.behaviour.associationPageSize,
        )
        if (ends.results.length > 0) {
          const { results, ...paging } = ends
          outcome.results.push({ from: { id }, to: results, ...paging })
        } else {
          outcome.errors.push(
            rowError(
              'OBJECT_NOT_FOUND',
              `No ${to.singular} is associated with ${from.singular} ${id}.`,
              { fromObjectId: [id], fromObjectType: [from.name], toObjectType: [to.name] },
              'crm.associations.NO_ASSOCIATIONS_FOUND',
            ),
          )
        }
      }
      return batchAnswer(call, outcome)
    },
  ),
  bodyRoute(
    { method: 'POST', paths: associationPaths('/batch/create'), kind: 'write', scopes: writing },
    z.object({ inputs: z.array(z.object({ from: end, to: end, types: z.array(spec).min(1) })) }),
    (call) =>
      batchAnswer(
        call,
        eachPair(call.body.inputs, ({ from, to, types: specs }) => [
          labelsJson(call, from.id, to.id, link(call, from.id, to.id, specs)),
        ]),
        201,
      ),
  ),
  bodyRoute(
    { method: 'POST', paths: associationPaths('/batch/associate/default'), kind: 'write', scopes: writing },
    z.object({ inputs: z.array(z.object({ from: end, to: end })) }),
    (call) =>
      batchAnswer(
        call,
        eachPair(call.body.inputs, ({ from, to }) => {
          link(call, from.id, to.id, null)
          return defaultJson(call, from.id, to.id)
        }),
      ),
  ),
  bodyRoute(
    { method: 'POST', paths: associationPaths('/batch/labels/archive'), kind: 'write', scopes: writing },
    z.object({ inputs: z.array(z.object({ from: end, to: end, types: z.array(spec).min(1) })) }),
    (call) => {
      requireSize(call.body.inputs.length, WRITE_INPUTS)
      const ends = types(call)
      for (const { from, to, types: specs } of call.body.inputs) {
        removeLabels(call.state, refOf(ends.from, from.id), refOf(ends.to, to.id), specs)
      }
      return { status: 204 }
    },
  ),
  bodyRoute(
    { method: 'POST', paths: associationPaths('/batch/archive'), kind: 'write', scopes: writing },
    z.object({ inputs: z.array(z.object({ from: end, to: z.array(end) })) }),
    (call) => {
      requireSize(call.body.inputs.length, WRITE_INPUTS)
      const ends = types(call)
      for (const { from, to } of call.body.inputs) {
        for (const { id } of to) dissociate(call.state, refOf(ends.from, from.id), refOf(ends.to, id))
      }
      return { status: 204 }
    },
  ),
  route({ method: 'GET', paths: associationPaths('/labels'), kind: 'read', scopes: reading }, (call) => {
    const { from, to } = types(call)
    return { status: 200, body: { results: call.state.associationTypes.labels(from.name, to.name) } }
  }),
  bodyRoute(
    { method: 'POST', paths: associationPaths('/labels'), kind: 'write', scopes: writing },
    z.object({ name: z.string().min(1), label: z.string().min(1), inverseLabel: z.string().optional() }),
    (call) => {
      const { from, to } = types(call)
      requirePair(call.state, from.name, to.name)
      const typeId = call.state.associationTypes.nextUserTypeId
      const there = { category: 'USER_DEFINED' as const, typeId, label: call.body.label }
      const back = { ...there, typeId: typeId + 1, label: call.body.inverseLabel ?? call.body.label }
      call.state.commit({ op: 'label', from: from.name, to: to.name, label: there })
      call.state.commit({ op: 'label', from: to.name, to: from.name, label: back })
      return { status: 200, body: { results: [there, back] } }
    },
  ),

  route(
    {
      method: 'PUT',
      paths: recordAssociationPaths('/default/:toObjectType/:toObjectId'),
      kind: 'write',
      scopes: writing,
    },
    (call) => {
      const { from, to } = pathEnds(call)
      associate(call.state, from, to, null)
      return batchAnswer(call, { results: defaultJson(call, String(from.id), String(to.id)), errors: [] })
    },
  ),
  bodyRoute(
    {
      method: 'PUT',
      paths: recordAssociationPaths('/:toObjectType/:toObjectId'),
      kind: 'write',
      scopes: writing,
    },
    z.array(spec).min(1),
    (call) => {
      const { from, to } = pathEnds(call)
      const labels = associate(call.state, from, to, call.body)
      return { status: 201, body: labelsJson(call, String(from.id), String(to.id), labels) }
    },
  ),
  route(
    {
      method: 'DELETE',
      paths: recordAssociationPaths('/:toObjectType/:toObjectId'),
      kind: 'write',
      scopes: writing,
    },
    (call) => {
      const { from, to } = pathEnds(call)
      dissociate(call.state, from, to)
      return { status: 204 }
    },
  ),
  route(
    { method: 'GET', paths: recordAssociationPaths('/:toObjectType'), kind: 'read', scopes: reading },
    (call) => {
      const { from, to } = types(call)
      requirePair(call.state, from.name, to.name)
      const size = call.behaviour.associationPageSize
      const limit = limitOf(call, size, size)
      const { id } = refOf(from, param(call, 'objectId'))
      return { status: 200, body: endsOf(call, from, to, id, afterOf(call), limit) }
    },
  ),
]
