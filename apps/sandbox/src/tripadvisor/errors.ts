import { SiteError } from '../review-sites/site-error.ts'

const TYPES: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  404: 'NotFoundException',
  429: 'TooManyRequestsException',
}

export function errorBody(code: number, message = 'The request failed'): unknown {
  return { error: { message, type: TYPES[code] ?? 'InternalServerErrorException', code } }
}

export function failure(code: number, message?: string, headers?: Record<string, string>): SiteError {
  return new SiteError(code, errorBody(code, message), headers)
}
