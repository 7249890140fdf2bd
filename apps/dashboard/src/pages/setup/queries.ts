import { queryOptions } from '@tanstack/react-query'
import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'

const { connectors, connections } = client.api.setup
const mapping = client.api.connections[':name'].mapping

export type Setup = InferResponseType<typeof connectors.$get, 200>
export type Connector = Setup['items'][number]
export type Draft = Omit<InferRequestType<typeof connections.$post>['json'], 'version'>
export type Mapping = InferResponseType<typeof mapping.$get, 200>
export type StreamMapping = Mapping['streams'][number]
export type Samples = InferResponseType<(typeof mapping)[':entity']['samples']['$get'], 200>

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => answer(connectors.$get()),
})

export const mappingQuery = (name: string) =>
  queryOptions({
    queryKey: ['mapping', name],
    queryFn: () => answer(mapping.$get({ param: { name } })),
  })

export const samplesQuery = (name: string, entity: string) =>
  queryOptions({
    queryKey: ['mapping', name, 'samples', entity],
    queryFn: () => answer(mapping[':entity'].samples.$get({ param: { name, entity } })),
  })
