import { z } from 'zod'
import { getJson } from '../get-json.ts'
import type { SandboxProcess } from '../sandbox-process.ts'
import { written } from './review-systems.ts'

/** A record as the stand-in holds it now. */
export interface HeldRecord {
  /** Where it was read, without the host. */
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
}

const accounts = z.object({ accounts: z.array(z.object({ name: z.string(), type: z.string() })) })
const answered = z.object({ reviewReply: z.record(z.string(), z.unknown()).default({}) })
const company = z.object({ properties: z.record(z.string(), z.unknown()) })

/** The reply under a review as Google Business holds it, with what its moderation says. */
export async function heldReply(
  { baseUrl, accessToken }: { readonly baseUrl: string; readonly accessToken: string },
  /** Place and review, as Rapport names them: `123/AbC`. */
  reviewId: string,
): Promise<HeldRecord | null> {
  const found = accounts.parse(await getJson(`${baseUrl}/v1/accounts`, accessToken)).accounts
  const owner = found.find(({ type }) => type === 'LOCATION_GROUP')
  const [location = '', ...rest] = reviewId.split('/')
  if (owner === undefined) return null
  const path = `/v4/${owner.name}/locations/${location}/reviews/${rest.join('/')}`
  const { reviewReply } = answered.parse(await getJson(`${baseUrl}${path}`, accessToken))
  return { path, values: reviewReply }
}

/** A company as HubSpot holds it, with what Rapport wrote there. */
export async function heldCompany(
  { baseUrl, token }: Pick<SandboxProcess, 'baseUrl' | 'token'>,
  id: string,
): Promise<HeldRecord> {
  const properties = ['name', ...written.map((name) => `rapport_${name}`)]
  const path = `/crm/v3/objects/companies/${id}`
  const asked = `${baseUrl}${path}?properties=${properties.join(',')}`
  const { properties: held } = company.parse(await getJson(asked, token))
  return { path, values: Object.fromEntries(properties.map((name) => [name, held[name] ?? null])) }
}
