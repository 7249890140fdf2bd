import type { ObjectStream } from './object-stream.ts'
import { opportunities } from './opportunities.ts'
import { orders } from './orders.ts'

/** Sales: opportunities, and orders with the reductions of orders. */
export const deals: ObjectStream<'deal'> = { entity: 'deal', sources: [opportunities, orders] }
