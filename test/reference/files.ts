/** The variable that tells the tests where the data are. The project `reference` exists only where it is set. */
export const dataFolderVariable = 'RAPPORT_REFERENCE_DATA'

/** What the folder holds, and where it is from. */
export const dataFiles = {
  transactions: {
    name: 'apparel_transactions.csv',
    source: 'Id,Date,Price: apparelTrans of the R package CLVTools 0.12.1',
  },
  covariates: {
    name: 'apparel_static_cov.csv',
    source: 'Id,Gender,Channel: apparelStaticCov of the same',
  },
  apparelSummary: {
    name: 'apparel_cbs_w104.csv',
    source: 'Id,x,t.x,T.cal,x_star,spend_star: weeks to 2006-12-31, then to 2010-12-20',
  },
  cdnowSummary: {
    name: 'cdnow_sample_cbs.csv',
    source: 'id,x,t_x,T,zbar,x_star: cdnowSummary of the R package BTYD 2.4.3 with mean values',
  },
  fits: { name: 'reference.json', source: 'the maximum of each model, by an independent program' },
} as const
