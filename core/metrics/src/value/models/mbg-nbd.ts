import { betaGeometricModel } from './beta-geometric.ts'

/**
 * MBG/NBD (Batislam, Denizel & Filiztekin 2007): a customer may leave after each order, the first included, so that
 * one-time buyers fade as they should.
 */
export const mbgNbd = betaGeometricModel('mbg-nbd', 1)
