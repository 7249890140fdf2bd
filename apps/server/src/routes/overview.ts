import { dataVersion, serviceAndLoyalty } from '@rapport/run'
import { freshCustomerList } from '../customers/fresh-list.ts'
import { apiRoute, apiRouter, json } from '../http/api-route.ts'
import { readNeeds } from '../overview/needs.ts'
import { readNumbers, readValueInterval } from '../overview/numbers.ts'
import { loyalty, overview, overviewNumbers, valueInterval } from '../overview/overview-answers.ts'
import type { Server } from '../server.ts'

const tags = ['Overview']

const read = apiRoute('numbers:read', {
  method: 'get',
  path: '/overview',
  tags,
  summary: 'What needs somebody today, as far as who asks may see it',
  responses: { 200: json(overview, 'The first few of each, how many, and the filter of the list of all') },
})

const numbers = apiRoute('numbers:read', {
  method: 'get',
  path: '/overview/numbers',
  tags,
  summary: 'The key numbers beside those of the period before',
  responses: { 200: json(overviewNumbers, 'The numbers; of an agent those of own rows alone') },
})

const interval = apiRoute('numbers:read', {
  method: 'get',
  path: '/overview/value-interval',
  tags,
  summary: 'How certain the future value of all customers together is',
  responses: { 200: json(valueInterval, 'The interval; of own rows alone there is none') },
})

const link = apiRoute('numbers:read', {
  method: 'get',
  path: '/overview/service-and-loyalty',
  tags,
  summary: 'How long customers waited for an answer, beside how likely they still are customers',
  responses: { 200: json(loyalty, 'Customers by how long they waited; none of own rows alone') },
})

export const overviewRoutes = (server: Server) =>
  apiRouter()
    .openapi(read, async (c) => {
      const workspace = await server.current()
      return c.json(await readNeeds(server, workspace, c.get('principal')), 200)
    })
    .openapi(numbers, async (c) => {
      const workspace = await server.current()
      const { agents } = c.get('principal')
      const version = await freshCustomerList(server, workspace)
      const found = await server.cache.answer(['overview numbers', agents], version, () =>
        readNumbers(workspace, { agents }),
      )
      return c.json(found, 200)
    })
    .openapi(interval, async (c) => {
      if (c.get('principal').agents !== null) return c.json({ interval: null }, 200)
      const workspace = await server.current()
      const found = await server.cache.answer(['value interval'], await dataVersion(workspace), () =>
        readValueInterval(workspace, server.closing),
      )
      return c.json({ interval: found }, 200)
    })
    .openapi(link, async (c) => {
      if (c.get('principal').agents !== null) return c.json({ customers: 0, waits: [] }, 200)
      const workspace = await server.current()
      const version = await freshCustomerList(server, workspace)
      const found = await server.cache.answer(['service and loyalty'], version, () =>
        serviceAndLoyalty(workspace.store.db),
      )
      return c.json(found, 200)
    })
