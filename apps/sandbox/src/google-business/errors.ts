import { SiteError } from '../review-sites/site-error.ts'

const STATUSES: Readonly<Record<number, readonly [status: string, message: string]>> = {
  400: ['INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  401: ['UNAUTHENTICATED', 'Request had invalid authentication credentials.'],
  403: ['PERMISSION_DENIED', 'The caller does not have permission'],
  404: ['NOT_FOUND', 'Requested entity was not found.'],
  409: ['ABORTED', 'The operation was aborted.'],
  429: ['RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'],
  500: ['INTERNAL', 'Internal error encountered.'],
  503: ['UNAVAILABLE', 'The service is currently unavailable.'],
}

/** The body of an error, in Google's form. */
export function errorBody(status: number, message?: string, details: readonly unknown[] = []): unknown {
  const [word, usual] = STATUSES[status] ?? ['UNKNOWN', 'Unknown error.']
  return {
    error: {
      code: status,
      message: message ?? usual,
      status: word,
      ...(details.length === 0 ? {} : { details }),
    },
  }
}

export function failure(status: number, message?: string, details: readonly unknown[] = []): SiteError {
  return new SiteError(status, errorBody(status, message, details))
}

/** What Google adds for programs to an error. */
export function errorInfo(reason: string, metadata: Readonly<Record<string, string>>): unknown {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata,
  }
}
