import { z } from 'zod'
import { HubspotError, invalid, notFound } from '../errors.ts'
import { HISTORY_BATCH, historyToJson } from '../history.ts'
import { mergeRecords } from '../merge.ts'
import { describeType, OBJECT_TYPE_NAMES, type ObjectType, resolveType } from '../object-types.ts'
import {
  type AssociationInput,
  archiveRecord,
  createRecord,
  findBy,
  findLive,
  purgeRecord,
  updateRecord,
} from '../objects.ts'
import { objectPaths } from '../paths.ts'
import { allNames, inlineAssociations, projection, recordToJson } from '../projection.ts'
import { parseId, type RecordVersion } from '../record.ts'
import {
  type Answer,
  afterOf,
  bodyRoute,
  first,
  idSchema,
  limitOf,
  listed,
  param,
  propertiesSchema,
  type RawCall,
  type Route,
  route,
  typeOf,
} from '../route.ts'
import { checkValues } from '../values.ts'

/** Page sizes of the list endpoint. */
const LIST_PAGE = { usual: 10, most: 100 }

export const readScopes = (params: Record<string, string>): string[][] => [[typeOf({ params }).readScope]]
/** @throws {HubspotError} 405 for a type that only HubSpot writes. */
export const writeScopes = (params: Record<string, string>): string[][] => {
  const type = typeOf({ params })
  if (type.readOnly === true) {
    throw new HubspotError(405, 'VALIDATION_ERROR', `${type.name} can be read only`)
  }
  return [[type.writeScope]]
}

/** Associations that come with a create. */
export const associationsSchema = z
  .array(
    z.object({
      to: z.object({ id: idSchema }),
      types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.int() })).min(1),
    }),
  )
  .default([])

/** Finds the object type that each association goes to: its type ids are known for one target only. */
export function associationInputs(
  call: RawCall,
  type: ObjectType,
  associations: z.infer<typeof associationsSchema>,
): AssociationInput[] {
  return associations.map(({ to, types }) => {
    const target = OBJECT_TYPE_NAMES.map(describeType).find((candidate) =>
      types.every((spec) =>
        call.state.associationTypes.label(type.name, candidate.name, spec.associationTypeId),
      ),
    )
    const id = parseId(to.id)
    if (target === undefined || id === null) throw notFound(`No association type fits object ${to.id}`)
    return { to: { type: target.name, id }, types }
  })
}

function single(type: ObjectType, record: RecordVersion, status = 200): Answer {
  return { status, body: recordToJson(type, record, allNames(type, record)) }
}

function requireRecord(record: RecordVersion | undefined): RecordVersion {
  if (record === undefined) throw notFound()
  return record
}

function findArchived(call: RawCall, type: ObjectType): RecordVersion | undefined {
  const id = parseId(param(call, 'objectId'))
  const record = id === null ? undefined : call.state.table(type.name).get(id)
  return record?.archivedAt === null ? undefined : record
}

/** List, create, read, update, archive, merge and purge of single records. */
export const objectRoutes: readonly Route[] = [
  route({ method: 'GET', paths: objectPaths(''), kind: 'read', scopes: readScopes }, (call) => {
    const type = typeOf(call)
    const limit = limitOf(call, LIST_PAGE.usual, LIST_PAGE.most)
    const withHistory = listed(call, 'propertiesWithHistory')
    if (withHistory.length > 0 && limit > HISTORY_BATCH) {
      throw invalid(
        `Limit must be at most ${HISTORY_BATCH} where property histories are asked for: got ${limit}`,
      )
    }
    const names = projection(call.state, type, [...listed(call, 'properties'), ...withHistory])
    const known = withHistory.filter((name) => call.state.properties(type.name).find(name) !== undefined)
    const targets = listed(call, 'associations').map((name) => resolveType(name).name)
    const archived = first(call, 'archived') === 'true'
    // One more than asked for tells whether there is a next page.
    const found = call.state.table(type.name).page(afterOf(call), limit + 1, archived)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      status: 200,
      body: {
        results: page.map((record) => {
          const json = {
            ...recordToJson(type, record, names),
            ...(withHistory.length === 0
              ? {}
              : { propertiesWithHistory: historyToJson(type.name, record, known) }),
          }
          const associations = inlineAssociations(call.state, type, record, targets)
          return associations === undefined ? json : { ...json, associations }
        }),
        ...(found.length > limit && last !== undefined
          ? { paging: { next: { after: String(last.id) } } }
          : {}),
      },
    }
  }),

  bodyRoute(
    { method: 'POST', paths: objectPaths(''), kind: 'write', scopes: writeScopes },
    z.object({ properties: propertiesSchema, associations: associationsSchema }),
    (call) => {
      const type = typeOf(call)
      const associations = associationInputs(call, type, call.body.associations)
      for (const { to } of associations) {
        if (findLive(call.state, to.type, to.id) === undefined)
          throw notFound(`${to.type} ${to.id} does not exist`)
      }
      return single(type, createRecord(call.state, type.name, call.body.properties, associations), 201)
    },
  ),

  bodyRoute(
    { method: 'POST', paths: objectPaths('/merge'), kind: 'write', scopes: writeScopes },
    z.object({ primaryObjectId: idSchema, objectIdToMerge: idSchema }),
    (call) => {
      const type = typeOf(call)
      const primary = parseId(call.body.primaryObjectId)
      const loser = parseId(call.body.objectIdToMerge)
      if (primary === null || loser === null) throw notFound()
      return single(type, mergeRecords(call.state, type.name, primary, loser))
    },
  ),

  bodyRoute(
    {
      method: 'POST',
      paths: objectPaths('/gdpr-delete'),
      kind: 'write',
      scopes: writeScopes,
    },
    z.object({ objectId: idSchema, idProperty: z.string().optional() }),
    (call) => {
      const type = typeOf(call)
      const { objectId, idProperty } = call.body
      const id =
        idProperty === undefined
          ? parseId(objectId)
          : findBy(call.state, type.name, objectId, idProperty, findLive)?.id
      if (id === null || id === undefined) throw notFound()
      purgeRecord(call.state, type.name, id)
      return { status: 204 }
    },
  ),

  route({ method: 'GET', paths: objectPaths('/:objectId'), kind: 'read', scopes: readScopes }, (call) => {
    const type = typeOf(call)
    const record = requireRecord(
      first(call, 'archived') === 'true'
        ? findArchived(call, type)
        : findBy(call.state, type.name, param(call, 'objectId'), first(call, 'idProperty'), findLive),
    )
    const json = recordToJson(type, record, projection(call.state, type, listed(call, 'properties')))
    const targets = listed(call, 'associations').map((name) => resolveType(name).name)
    const associations = inlineAssociations(call.state, type, record, targets)
    return { status: 200, body: associations === undefined ? json : { ...json, associations } }
  }),

  bodyRoute(
    { method: 'PATCH', paths: objectPaths('/:objectId'), kind: 'write', scopes: writeScopes },
    z.object({ properties: propertiesSchema }),
    (call) => {
      const type = typeOf(call)
      const record = requireRecord(
        findBy(call.state, type.name, param(call, 'objectId'), first(call, 'idProperty'), findLive),
      )
      const values = checkValues(call.state.properties(type.name), call.body.properties)
      return single(type, updateRecord(call.state, type.name, record, values))
    },
  ),

  route(
    { method: 'DELETE', paths: objectPaths('/:objectId'), kind: 'write', scopes: writeScopes },
    (call) => {
      const id = parseId(param(call, 'objectId'))
      if (id !== null) archiveRecord(call.state, typeOf(call).name, id)
      return { status: 204 }
    },
  ),
]
