import { decayEnd, decayRule, decayWidth } from './pareto-nbd-quadrature.ts'

/**
 * The part of one customer's log-likelihood without gamma functions, and its derivatives by (ln r, ln α, ln s, ln β),
 * which overwrite `gradient` (4) and `hessian` (16): −r ln(1 + T ÷ α) − x ln(α + T) − s ln(1 + T ÷ β) + ln(1 + e^D).
 *
 * D is the log odds of having left, the logarithm of an integral over the moment y of leaving (see `logOddsLeft`). Its
 * derivatives are means and covariances, under the integrand as a density, of the derivatives of the integrand's
 * logarithm; those are linear in ln(1 + w ÷ A), w ÷ (A + w) and the same of B, where w = y − t_x, A = α + t_x,
 * B = β + t_x. So the nodes only gather the moments of these four.
 */
export function timingDerivatives(
  r: number,
  alpha: number,
  s: number,
  beta: number,
  frequency: number,
  recency: number,
  age: number,
  gradient: Float64Array,
  hessian: Float64Array,
): number {
  const endA = alpha + age
  const endB = beta + age
  const growthA = Math.log1p(age / alpha)
  const growthB = Math.log1p(age / beta)
  const a = r + frequency
  const shareB = (s * age) / endB

  // What a customer who surely stayed contributes.
  let gr = -r * growthA
  let galpha = (r * age - frequency * alpha) / endA
  let gs = -s * growthB
  let gbeta = shareB
  let rr = gr
  let rAlpha = (r * age) / endA
  let rS = 0
  let rBeta = 0
  let alphaAlpha = (-a * alpha * age) / (endA * endA)
  let alphaS = 0
  let alphaBeta = 0
  let ss = gs
  let sBeta = shareB
  let betaBeta = (-shareB * beta) / endB
  let value = gr - frequency * (Math.log(alpha) + growthA) + gs

  const gap = age - recency
  if (gap > 0) {
    const b = s + 1
    const A = alpha + recency
    const B = beta + recency
    const inverseA = 1 / A
    const inverseB = 1 / B
    const width = decayWidth(a, A, b, B, 0)
    const end = decayEnd(a, A, b, B, 0, width, gap)
    const { fractions, weights } = decayRule(Math.log1p(end / width))

    let mass = 0
    // Sums of p = ln(1 + w ÷ A), q = w ÷ (A + w), u = ln(1 + w ÷ B), v = w ÷ (B + w), and of their products.
    let sp = 0
    let sq = 0
    let su = 0
    let sv = 0
    let spp = 0
    let spq = 0
    let spu = 0
    let spv = 0
    let sqq = 0
    let squ = 0
    let sqv = 0
    let suu = 0
    let suv = 0
    let svv = 0
    for (let i = 0; i < fractions.length; i += 1) {
      const w = end * (fractions[i] ?? 0)
      const p = Math.log1p(w * inverseA)
      const u = Math.log1p(w * inverseB)
      const q = w / (A + w)
      const v = w / (B + w)
      const f = (weights[i] ?? 0) * Math.exp(-a * p - b * u)
      const fp = f * p
      const fq = f * q
      const fu = f * u
      const fv = f * v
      mass += f
      sp += fp
      sq += fq
      su += fu
      sv += fv
      spp += fp * p
      spq += fp * q
      spu += fp * u
      spv += fp * v
      sqq += fq * q
      squ += fq * u
      sqv += fq * v
      suu += fu * u
      suv += fu * v
      svv += fv * v
    }
    const perMass = 1 / mass
    const p = sp * perMass
    const q = sq * perMass
    const u = su * perMass
    const v = sv * perMass
    const vv = svv * perMass
    const qq = sqq * perMass

    const quietA = Math.log1p(gap * inverseA)
    const quietB = Math.log1p(gap * inverseB)
    const d = Math.log((s * end * mass) / endB) + a * quietA + b * quietB
    const e = Math.exp(-Math.abs(d))
    value += d > 0 ? d + Math.log1p(e) : Math.log1p(e)
    const left = d > 0 ? 1 / (1 + e) : e / (1 + e)
    const unsure = e / ((1 + e) * (1 + e))

    // Factors of the four quantities in the derivatives of the integrand's logarithm.
    const factorQ = alpha * a * inverseA
    const factorV = beta * b * inverseB
    // 1 ÷ (α + T) − 1 ÷ (α + y), times α; and the same of β.
    const slopeA = alpha * inverseA * (q - gap / endA)
    const slopeB = beta * inverseB * (v - gap / endB)
    const dr = r * (quietA - p)
    const dalpha = a * slopeA
    const dsLog = s * (quietB - u)
    const ds = 1 + dsLog
    const dbeta = b * slopeB - beta / endB

    // The squares (α ÷ (α + y))² − (α ÷ (α + T))², in q where α ÷ (α + y) = α ÷ A · (1 − q).
    const ratioA = alpha * inverseA
    const ratioB = beta * inverseB
    const lastA = alpha / endA
    const lastB = beta / endB
    const squareA = ratioA * ratioA * (1 - 2 * q + qq) - lastA * lastA
    const squareB = ratioB * ratioB * (1 - 2 * v + vv) - lastB * lastB

    gr += left * dr
    galpha += left * dalpha
    gs += left * ds
    gbeta += left * dbeta
    rr += left * (r * r * (spp * perMass - p * p) + dr) + unsure * dr * dr
    rAlpha += left * (-r * factorQ * (spq * perMass - p * q) + r * slopeA) + unsure * dr * dalpha
    rS += left * r * s * (spu * perMass - p * u) + unsure * dr * ds
    rBeta += -left * r * factorV * (spv * perMass - p * v) + unsure * dr * dbeta
    alphaAlpha += left * (factorQ * factorQ * (qq - q * q) + dalpha + a * squareA) + unsure * dalpha * dalpha
    alphaS += -left * factorQ * s * (squ * perMass - q * u) + unsure * dalpha * ds
    alphaBeta += left * factorQ * factorV * (sqv * perMass - q * v) + unsure * dalpha * dbeta
    ss += left * (s * s * (suu * perMass - u * u) + dsLog) + unsure * ds * ds
    sBeta += left * (-s * factorV * (suv * perMass - u * v) + s * slopeB) + unsure * ds * dbeta
    betaBeta +=
      left * (factorV * factorV * (vv - v * v) + dbeta + b * squareB + lastB * lastB) + unsure * dbeta * dbeta
  }

  gradient[0] = gr
  gradient[1] = galpha
  gradient[2] = gs
  gradient[3] = gbeta
  hessian[0] = rr
  hessian[1] = hessian[4] = rAlpha
  hessian[2] = hessian[8] = rS
  hessian[3] = hessian[12] = rBeta
  hessian[5] = alphaAlpha
  hessian[6] = hessian[9] = alphaS
  hessian[7] = hessian[13] = alphaBeta
  hessian[10] = ss
  hessian[11] = hessian[14] = sBeta
  hessian[15] = betaBeta
  return value
}
