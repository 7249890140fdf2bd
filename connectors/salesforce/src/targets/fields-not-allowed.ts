import { ConnectorError } from '@rapport/connector'
import type { FieldsOfObject } from './deployable-project.ts'

/**
 * Rapport's user may not create fields, or may not give itself access to them. `needed` is what `deployableProject` makes
 * files of for an administrator to deploy.
 */
export class FieldsNotAllowedError extends ConnectorError {
  readonly needed: FieldsOfObject

  constructor(message: string, needed: FieldsOfObject, cause: unknown) {
    super('config', message, { cause })
    this.needed = needed
  }
}
