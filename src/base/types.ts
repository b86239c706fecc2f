/** Index of a token in a model's vocabulary. */
export type TokenId = number;

/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
