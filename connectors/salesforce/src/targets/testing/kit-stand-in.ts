import { staticToken } from '@rapport/connector'
import type { TargetStandIn } from '@rapport/contract-kit'
import type { OrgFeature, SalesforceServer } from '@rapport/sandbox'
import type { TargetObject } from '../target-object.ts'
import { TargetOrg } from './target-org.ts'

/** How the answer to a write is lost: that of the only call, or every look at a job until nobody looks any more. */
export type LostAnswer = 'collection' | 'job'

const losses: Readonly<Record<LostAnswer, Parameters<SalesforceServer['control']['fail']>[0]>> = {
  collection: { method: 'PATCH', path: '*/composite/sobjects', fault: { kind: 'reset-after-commit' } },
  job: { method: 'GET', path: '*/jobs/ingest/*', times: 6, fault: { kind: 'reset-after-commit' } },
}

/** A Salesforce org as the contract kit sees the target of one object. */
export async function startTargetOrg(
  object: TargetObject,
  lost: LostAnswer,
  features: readonly OrgFeature[] = [],
): Promise<TargetStandIn> {
  const org = await TargetOrg.open(object, 0, { features })
  const { server } = org
  const { control } = server
  const refused = new Set<unknown>()
  control.addValidationRule({
    object,
    message: 'This record is closed for changes',
    refuses: (value) => refused.has(value('Id')),
  })
  return {
    settings: () => ({
      instanceUrl: server.instanceUrl,
      bulkPollMs: 1,
      ...(lost === 'job' ? { ingestAbove: 0 } : {}),
    }),
    credentials: () => staticToken(server.accessToken, 'env:SALESFORCE_TOKEN'),
    secrets: [server.accessToken],
    fault: () => control.fail({ path: '*', fault: { kind: 'status', status: 503, body: 'none' } }),
    callCount: () => control.log().length,
    close: () => server.close(),
    populate: async (count) => org.add(count),
    remove: async (id) => org.remove(id),
    refuse: (id) => {
      refused.add(id)
    },
    dropAfterCommit: () => control.fail(losses[lost]),
    recordWrites: () => org.updates(),
  }
}
