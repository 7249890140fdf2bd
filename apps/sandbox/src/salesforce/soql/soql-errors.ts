import { SalesforceError } from '../errors.ts'

/** Where in a query something is wrong, as Salesforce draws it: a line of the query, a caret below, row and column. */
function pointing(soql: string, at: number, message: string): string {
  const start = Math.max(0, at - 40)
  const excerpt = soql.slice(start, at + 40).replaceAll(/\s/g, ' ')
  const rows = soql.slice(0, at).split('\n')
  const column = (rows.at(-1)?.length ?? 0) + 1
  return `\n${excerpt}\n${' '.repeat(at - start)}^\nERROR at Row:${rows.length}:Column:${column}\n${message}`
}

/** Where a word stands in a query: the first time as a whole word. */
function find(soql: string, word: string): number {
  const escaped = word.replace(/[.+?^${}()|[\]\\*]/g, '\\$&')
  const found = new RegExp(`(?<![\\w.])${escaped}(?![\\w])`, 'i').exec(soql)
  return found?.index ?? Math.max(0, soql.indexOf(word))
}

/** An error about one word of a query. */
export function errorAt(soql: string, word: string, errorCode: string, message: string): SalesforceError {
  return new SalesforceError(400, errorCode, pointing(soql, find(soql, word), message))
}

const REFERENCE_HINT = 'Please reference your WSDL or the describe call for the appropriate names.'

/** A field that is not there, or that the user may not see: Salesforce makes no difference. */
export function noSuchColumn(soql: string, written: string, column: string, entity: string): SalesforceError {
  const message =
    `No such column '${column}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append ` +
    `the '__c' after the custom field name. ${REFERENCE_HINT}`
  return errorAt(soql, written, 'INVALID_FIELD', message)
}

/** A relationship that is not there. */
export function noSuchRelationship(soql: string, written: string, relationship: string): SalesforceError {
  const message =
    `Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom relationship, ` +
    `be sure to append the '__r' after the custom relationship name. ${REFERENCE_HINT}`
  return errorAt(soql, written, 'INVALID_FIELD', message)
}

/** An object that is not there. */
export function noSuchObject(soql: string, name: string): SalesforceError {
  const message =
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' ` +
    `after the entity name. ${REFERENCE_HINT}`
  return errorAt(soql, name, 'INVALID_TYPE', message)
}

/** A query that cannot be parsed. @param cause what the parser said */
export function malformed(soql: string, cause: unknown): SalesforceError {
  const said = cause instanceof Error ? cause.message : String(cause)
  const token = /but found(?: -->|:) ?'([^']*)'/.exec(said)?.[1] ?? /character: ->(.)<-/.exec(said)?.[1]
  if (token === undefined || token === '') {
    return new SalesforceError(400, 'MALFORMED_QUERY', "unexpected token: '<EOF>'")
  }
  return errorAt(soql, token, 'MALFORMED_QUERY', `unexpected token: '${token}'`)
}

/** 400 MALFORMED_QUERY. */
export function malformedQuery(message: string): SalesforceError {
  return new SalesforceError(400, 'MALFORMED_QUERY', message)
}

/** SOQL that Salesforce understands and the stand-in does not. */
export function unsupported(what: string): SalesforceError {
  return new SalesforceError(400, 'SANDBOX_UNSUPPORTED', `The sandbox does not answer ${what}.`)
}
