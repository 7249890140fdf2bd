import { isMap, parseDocument } from 'yaml'
import { CommandError } from '../../command-error.ts'
import { commandName } from '../../command-name.ts'
import type { NewConnection } from './connection-request.ts'

/**
 * The text of a configuration with a connection added, or put in the place of the one of this name where `replace` is given. All
 * else, comments included, stays as it was; so does what a replaced connection says of its streams and mapping.
 * @throws CommandError where the name is taken.
 */
export function withConnection(
  text: string,
  { name, connector, auth, settings, mapping = {} }: NewConnection,
  options: { readonly replace: boolean },
): string {
  const document = parseDocument(text)
  const place = ['connections', name]
  if (document.hasIn(place) && !options.replace) {
    throw new CommandError(
      `there is a connection "${name}" already: give --connection another name, or --replace to set it up anew (${commandName} connections forget says what is stored of it)`,
    )
  }
  // An empty key holds null, into which nothing can be set.
  if (!isMap(document.get('connections', true))) document.set('connections', document.createNode({}))
  if (!isMap(document.getIn(place, true))) document.setIn(place, document.createNode({}))
  document.setIn([...place, 'connector'], connector.id)
  const parts = { auth, settings }
  for (const [key, content] of Object.entries(parts)) {
    if (Object.keys(content).length > 0) document.setIn([...place, key], document.createNode(content))
    else document.deleteIn([...place, key])
  }
  for (const [stream, fields] of Object.entries(mapping)) {
    const at = [...place, 'mapping', stream, 'fields']
    if (Object.keys(fields).length > 0) document.setIn(at, document.createNode(fields))
    else if (document.hasIn(at)) document.deleteIn(at)
  }
  return document.toString({ lineWidth: 0 })
}
