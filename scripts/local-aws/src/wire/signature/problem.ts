/** Why a request's signature does not hold. Each service has words of its own for it. */
export type SignatureProblem =
  | { readonly problem: 'none' | 'two signatures' | 'unknown key' | 'wrong token' | 'token expired' }
  | { readonly problem: 'incomplete'; readonly message: string }
  /** The scope's date is not that of the request, or the request's is none. */
  | { readonly problem: 'date'; readonly message: string }
  /** Signed too long ago, or at a time that is yet to come. */
  | { readonly problem: 'skew'; readonly message: string }
  /** The time that a presigned URL was good for is over. */
  | { readonly problem: 'url expired'; readonly message: string }
  | { readonly problem: 'mismatch'; readonly canonicalRequest: string; readonly stringToSign: string };
