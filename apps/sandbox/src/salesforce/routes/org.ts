import { NEWEST_VERSION } from '../behaviour.ts'
import { describe, summarise } from '../describe.ts'
import { type Answer, type Call, objectOf, type Route, resourcePath, route } from '../route.ts'

const SEASONS = ['Winter', 'Spring', 'Summer']

/** `Winter '27` is 68.0; three versions a year. */
function releaseName(version: number): string {
  const since = version - 68
  const season = SEASONS[((since % 3) + 3) % 3] ?? 'Winter'
  return `${season} '${27 + Math.floor(since / 3)}`
}

function versions({ behaviour }: Call): Answer {
  const list = Array.from({ length: NEWEST_VERSION - behaviour.oldestVersion + 1 }, (_, at) => {
    const version = behaviour.oldestVersion + at
    return { label: releaseName(version), url: `/services/data/v${version}.0`, version: `${version}.0` }
  })
  return { status: 200, json: list }
}

function resources(call: Call): Answer {
  const names = ['tooling', 'query', 'queryAll', 'sobjects', 'limits', 'composite', 'jobs']
  return { status: 200, json: Object.fromEntries(names.map((name) => [name, resourcePath(call, name)])) }
}

function limits({ org }: Call): Answer {
  const { used, most } = org.usage
  return {
    status: 200,
    json: {
      DailyApiRequests: { Max: most, Remaining: Math.max(0, most - used) },
      DailyBulkApiBatches: { Max: 15_000, Remaining: 15_000 },
      DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 },
      DailyBulkV2QueryFileStorageMB: { Max: 976_562, Remaining: 976_562 },
      DataStorageMB: { Max: 10_240, Remaining: 10_000 },
    },
  }
}

function describeGlobal(call: Call): Answer {
  const base = resourcePath(call, '').replace(/\/$/, '')
  const sobjects = call.org.schema.objects
    .filter(({ name }) => call.access.seesObject(name))
    .map((object) => summarise(object, base))
  return { status: 200, json: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } }
}

function describeObject(call: Call): Answer {
  return {
    status: 200,
    json: describe(objectOf(call), call.access, resourcePath(call, '').replace(/\/$/, '')),
  }
}

function basicInformation(call: Call): Answer {
  const object = objectOf(call)
  const base = resourcePath(call, '').replace(/\/$/, '')
  return { status: 200, json: { objectDescribe: summarise(object, base), recentItems: [] } }
}

/** Versions, limits and metadata. */
export const orgRoutes: readonly Route[] = [
  route('GET', '/services/data', 'read', versions, { versioned: false, authenticated: false }),
  route('GET', '', 'read', resources),
  route('GET', '/limits', 'read', limits),
  route('GET', '/sobjects', 'read', describeGlobal),
  route('GET', '/sobjects/:object/describe', 'read', describeObject),
  route('GET', '/sobjects/:object', 'read', basicInformation),
]
