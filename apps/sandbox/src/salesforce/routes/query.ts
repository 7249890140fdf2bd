import { SalesforceError } from '../errors.ts'
import { aggregateAnswer, queryPage } from '../query-answer.ts'
import { type Answer, type Call, missingParameter, param, type Route, route } from '../route.ts'
import { parseSoql, planQuery, type QueryPlan, type Reach } from '../soql/plan.ts'
import type { QueryCursor } from '../state.ts'

/** How long `nextRecordsUrl` leads anywhere. */
const CURSOR_LIFETIME_MS = 2 * 86_400_000

/** Records of one page when two or more long texts are selected. */
const MOST_WIDE_RECORDS = 200

/** Queries that a user may have open. */
const MOST_CURSORS = 10

function query(call: Call, reach: Reach): Answer {
  const soql = call.query.get('q')
  if (soql === null) throw missingParameter('q')
  const plan = planQuery(call.org, call.access, soql, parseSoql(soql), reach)
  if (plan.countOnly) {
    return { status: 200, json: { totalSize: plan.run().length, done: true, records: [] } }
  }
  if (plan.aggregates !== null) return { status: 200, json: aggregateAnswer(plan) }
  const cursor: QueryCursor = {
    plan,
    rows: plan.run(),
    userId: call.access.userId,
    batchSize: batchSize(call, plan),
    createdAt: call.org.now(),
  }
  if (cursor.rows.length <= cursor.batchSize) return { status: 200, json: queryPage(call, cursor, '', 0) }
  const id = call.org.nextCursorId()
  keep(call, id, cursor)
  return { status: 200, json: queryPage(call, cursor, id, 0) }
}

/** Opens a cursor; the user's oldest is closed when there are too many. */
function keep({ org }: Call, id: string, cursor: QueryCursor): void {
  org.cursors.set(id, cursor)
  const own = [...org.cursors].filter(([, { userId }]) => userId === cursor.userId)
  const [oldest] = own
  if (own.length > MOST_CURSORS && oldest !== undefined) org.cursors.delete(oldest[0])
}

/** Of the header `Sforce-Query-Options: batchSize=500`, from 200 up; never more than the setting. */
function batchSize(call: Call, plan: QueryPlan): number {
  const asked = Number(/batchSize=(\d+)/i.exec(call.headers('sforce-query-options') ?? '')?.[1] ?? 2_000)
  const longTexts = plan.outputs.filter(({ field }) => field.definition.type === 'textarea').length
  const most = longTexts > 1 ? MOST_WIDE_RECORDS : 2_000
  return Math.min(Math.max(200, asked), most, call.behaviour.queryBatchSize)
}

function queryMore(call: Call): Answer {
  const [, id = '', from = ''] = /^(\w{15,18})-(\d+)$/.exec(param(call, 'locator')) ?? []
  const cursor = call.org.cursors.get(id)
  const live = cursor !== undefined && call.org.now() < cursor.createdAt + CURSOR_LIFETIME_MS
  if (!live || cursor.userId !== call.access.userId || Number(from) >= cursor.rows.length) {
    throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  }
  return { status: 200, json: queryPage(call, cursor, id, Number(from)) }
}

/** SOQL by REST. */
export const queryRoutes: readonly Route[] = [
  route('GET', '/query', 'query', (call) => query(call, 'live')),
  route('GET', '/queryAll', 'query', (call) => query(call, 'all')),
  route('GET', '/query/:locator', 'query', queryMore),
  route('GET', '/queryAll/:locator', 'query', queryMore),
]
