import { z } from 'zod'
import { batchArchive, batchCreate, batchRead, batchUpdate, batchUpsert } from '../batch.ts'
import { objectPaths } from '../paths.ts'
import { batchAnswer, bodyRoute, first, idSchema, propertiesSchema, type Route, typeOf } from '../route.ts'
import { associationInputs, associationsSchema, readScopes, writeScopes } from './objects.ts'

const ids = z.object({ inputs: z.array(z.object({ id: idSchema })) })

const updates = z.object({
  inputs: z.array(
    z.object({
      id: idSchema,
      idProperty: z.string().optional(),
      objectWriteTraceId: z.string().optional(),
      properties: propertiesSchema,
    }),
  ),
})

/** Batch read, create, update, upsert and archive. */
export const batchRoutes: readonly Route[] = [
  bodyRoute(
    { method: 'POST', paths: objectPaths('/batch/read'), kind: 'read', scopes: readScopes },
    ids.extend({
      properties: z.array(z.string()).default([]),
      propertiesWithHistory: z.array(z.string()).default([]),
      idProperty: z.string().optional(),
    }),
    (call) => {
      const archived = first(call, 'archived') === 'true'
      return batchAnswer(call, batchRead(call.state, typeOf(call), { ...call.body, archived }))
    },
  ),
  bodyRoute(
    { method: 'POST', paths: objectPaths('/batch/create'), kind: 'write', scopes: writeScopes },
    z.object({
      inputs: z.array(
        z.object({
          properties: propertiesSchema,
          associations: associationsSchema,
          objectWriteTraceId: z.string().optional(),
        }),
      ),
    }),
    (call) => {
      const type = typeOf(call)
      const inputs = call.body.inputs.map((input) => ({
        ...input,
        associations: associationInputs(call, type, input.associations),
      }))
      return batchAnswer(call, batchCreate(call.state, type, inputs), 201)
    },
  ),
  bodyRoute(
    { method: 'POST', paths: objectPaths('/batch/update'), kind: 'write', scopes: writeScopes },
    updates,
    (call) => {
      const { onInvalidValue } = call.behaviour
      const policy = { onInvalidValue, badRows: call.badRows }
      return batchAnswer(call, batchUpdate(call.state, typeOf(call), call.body.inputs, policy))
    },
  ),
  bodyRoute(
    { method: 'POST', paths: objectPaths('/batch/upsert'), kind: 'write', scopes: writeScopes },
    updates,
    (call) => batchAnswer(call, batchUpsert(call.state, typeOf(call), call.body.inputs)),
  ),
  bodyRoute(
    { method: 'POST', paths: objectPaths('/batch/archive'), kind: 'write', scopes: writeScopes },
    ids,
    (call) => {
      batchArchive(call.state, typeOf(call), call.body.inputs)
      return { status: 204 }
    },
  ),
]
