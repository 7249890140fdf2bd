/**
 * Standard errors at the maxima of `reference.json`, in the order of its parameters: the inverse of the Hessian by
 * differences at 40 digits (mpmath; Pareto/NBD by its hypergeometric form). Those printed there come from differences
 * in double precision, and are off by up to 8e-5 where the data hold a parameter weakly.
 */
export const exactStandardErrors = {
  cdnow_sample_cal39w: {
    bgnbd: [0.01255737807, 0.3782240594, 0.1857338212, 0.7054142591],
    mbg: [0.08326820658, 0.6956206424, 0.1547899277, 0.5374947982],
    pnbd: [0.04762792608, 0.8427225326, 0.1872813454, 6.211113691],
  },
  apparel_w104: {
    bgnbd: [0.05417298468, 2.571973389, 1.027521998, 8.271020961],
    mbg: [0.4608500403, 10.03940175, 0.140073179, 0.5146625355],
    pnbd: [0.2434193307, 7.488909404, 0.2710654269, 35.61300624],
    bgnbd_cov_mean_link: [
      0.06231383303, 5.872464764, 1.553247602, 8.520302498, 0.1322532435, 0.135453801, 0.2935713557,
      0.3184660251,
    ],
    pnbd_cov: [
      0.3457660005, 16.97925179, 0.2602639215, 36.14325669, 0.104139395, 0.1049418107, 0.2954996706,
      0.3057812876,
    ],
  },
} as const
