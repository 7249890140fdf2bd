/**
 * The one-time token of the link, which stands after `#` so that it never reaches a log. It is taken out of the address at
 * once: an address is kept in the history and is easily shown to others.
 */
export function takeToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token !== null) window.history.replaceState(window.history.state, '', window.location.pathname)
  return token
}
