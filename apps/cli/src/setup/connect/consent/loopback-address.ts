/** Whether a browser on this machine that is sent to the address comes to a program on this machine. */
export function isLoopback(address: URL): boolean {
  return address.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(address.hostname)
}
