/**
 * The permission set that grants access to Rapport's fields. Salesforce shows a new field to nobody: whoever shall see the
 * scores is assigned this set by an administrator, as Rapport's own user is.
 */
export const permissionSet = {
  name: 'Rapport_Scores',
  label: 'Rapport scores',
  description: 'Access to the fields that Rapport writes.',
} as const
