import { z } from 'zod'

/** An address of the web in settings. Others, such as `javascript:`, are none that requests or people are sent to. */
export const webAddress = z.url({
  protocol: /^https?$/,
  error: 'must be an address that begins with https:// or http://',
})
