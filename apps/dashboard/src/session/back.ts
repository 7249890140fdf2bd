/** Where to go on after signing in: a page of this site, nothing else. */
export function backTo(address: unknown): string {
  if (typeof address !== 'string' || !address.startsWith('/')) return '/'
  // `//host` and `/\host` are other sites.
  if (/^\/[/\\]/.test(address) || /^\/(sign-in|welcome)\b/.test(address)) return '/'
  return address
}
