import { ConnectorError } from '@rapport/connector'
import type { FieldsOfObject } from './deployable-project.ts'

/**
 * Rapport's user may not create fields, or may not give itself access to them. `needed` is what `deployableProject` makes
 * files of for an administrator to deploy.
 */
export class FieldsNotAllowedError extends ConnectorError {
  readonly connection: string
  readonly needed: FieldsOfObject

  constructor(message: string, connection: string, needed: FieldsOfObject, cause: unknown) {
    super('auth', message, { cause })
    this.connection = connection
    this.needed = needed
  }
}
