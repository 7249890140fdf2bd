import { SiteError } from '../review-sites/site-error.ts'

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  429: 'Too many requests',
  500: 'Internal server error',
  503: 'Service unavailable',
}

export function errorBody(status: number, message = MESSAGES[status] ?? 'Error'): unknown {
  return { message, errorCode: status * 10, details: '', correlationId: 'sandbox' }
}

export function failure(status: number, message?: string, headers?: Record<string, string>): SiteError {
  return new SiteError(status, errorBody(status, message), headers)
}
