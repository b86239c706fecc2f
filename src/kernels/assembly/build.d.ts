/** 1 in the build that may use relaxed SIMD, else 0: given on the compiler's command line, so branches on it are static. */
declare const RELAXED: i32;
/** 1 in the build for hosts that have an instruction for four 8-bit products added to an i32; only where RELAXED is. */
declare const DOT: i32;
/** The mark of this build, which the other files of it carry too. */
declare const BUILD_ID: i32;
