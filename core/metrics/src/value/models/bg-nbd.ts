import { betaGeometricModel } from './beta-geometric.ts'

/**
 * BG/NBD (Fader, Hardie & Lee 2005): a customer may leave after each repeat order. Kept as a reference: it gives
 * every one-time buyer a probability of exactly 1 to be still a customer.
 */
export const bgNbd = betaGeometricModel('bg-nbd', 0)
