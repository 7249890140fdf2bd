import { SiteError } from '../review-sites/site-error.ts'

const CODES: Readonly<Record<number, readonly [code: number, message: string]>> = {
  400: [100, '(#100) Invalid parameter'],
  401: [190, 'Error validating access token: Session has expired.'],
  403: [200, '(#200) Permissions error'],
  404: [803, '(#803) Some of the aliases you requested do not exist'],
  429: [4, '(#4) Application request limit reached'],
  500: [1, 'An unknown error occurred'],
  503: [2, 'Service temporarily unavailable'],
}

/** The body of an error, in the form of the Graph API. */
export function errorBody(status: number): unknown {
  const [code, message] = CODES[status] ?? [1, 'An unknown error occurred']
  return graphError(code, message)
}

function graphError(code: number, message: string, subcode?: number): unknown {
  const sub = subcode === undefined ? {} : { error_subcode: subcode }
  return { error: { message, type: 'OAuthException', code, ...sub, fbtrace_id: 'sandbox' } }
}

/** The Graph API answers most that it refuses with 400 and a code of its own. */
export function failure(code: number, message: string, subcode?: number): SiteError {
  return new SiteError(400, graphError(code, message, subcode))
}

/** Not there, or not seen: it does not say which. */
export function missing(id: string): SiteError {
  const why =
    'does not exist, cannot be loaded due to missing permissions, or does not support this operation'
  return failure(100, `Unsupported request. Object with ID '${id}' ${why}`, 33)
}

/** Too many calls for a page; the header tells when they are taken again. */
export function limited(page: string, minutes: number): SiteError {
  const usage = { type: 'pages', call_count: 100, total_cputime: 12, total_time: 12 }
  const header = JSON.stringify({ [page]: [{ ...usage, estimated_time_to_regain_access: minutes }] })
  const body = graphError(80_001, '(#80001) There have been too many calls to this Page account.')
  return new SiteError(400, body, { 'X-Business-Use-Case-Usage': header })
}
