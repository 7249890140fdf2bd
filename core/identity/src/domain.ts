import { domainToASCII } from 'node:url'
import { parse } from 'tldts'
import { freeMailDomains } from './free-mail-domains.ts'
import { sharedSiteDomains } from './shared-site-domains.ts'

/**
 * The registrable domain behind a company's domain or web address: `www.shop.example.co.uk` is `example.co.uk`. Below the
 * private suffixes of the Public Suffix List every customer of a host has a domain of their own: `acme.github.io` stays
 * `acme.github.io`.
 * @returns null where it says nothing of one company: no known suffix, a free-mail provider, a site that many share.
 */
export function domainKey(text: string): string | null {
  const { hostname, isIp } = parse(text.trim())
  if (hostname === null || isIp === true) return null
  const { domain, isIcann, isPrivate } = parse(domainToASCII(hostname), { allowPrivateDomains: true })
  if (domain === null || !(isIcann || isPrivate)) return null
  return freeMailDomains.has(domain) || sharedSiteDomains.has(domain) ? null : domain
}
