import { Redactor } from '@rapport/connector'

/** Every secret that this process has seen; all that is printed of an error passes through it. */
export const redactor = new Redactor()
