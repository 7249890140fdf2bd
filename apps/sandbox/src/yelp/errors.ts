import { SiteError } from '../review-sites/site-error.ts'

const CODES: Readonly<Record<number, readonly [code: string, description: string]>> = {
  400: ['VALIDATION_ERROR', 'The request is not valid.'],
  401: ['TOKEN_INVALID', 'Invalid access token or authorization header.'],
  403: ['AUTHORIZATION_ERROR', 'Authorization Error'],
  404: ['NOT_FOUND', 'Resource could not be found.'],
  429: ['TOO_MANY_REQUESTS_PER_SECOND', 'You have exceeded the queries-per-second limit for this endpoint.'],
  500: ['INTERNAL_ERROR', 'Something went wrong internally, please try again later.'],
  503: ['SERVICE_UNAVAILABLE', 'Service is temporarily unavailable.'],
}

/** The body of an error of the Places API. */
export function errorBody(status: number): unknown {
  const [code, description] = CODES[status] ?? ['INTERNAL_ERROR', 'Something went wrong.']
  return { error: { code, description } }
}

export function failure(status: number, code?: string, description?: string): SiteError {
  if (code === undefined) return new SiteError(status, errorBody(status))
  return new SiteError(status, { error: { code, description: description ?? code } })
}

/** A refusal of the partner API, in a form of its own. */
export function refusal(id: string, description: string, status = 400): SiteError {
  return new SiteError(status, { error: { id, description, http_code: status } })
}
