/** Put in by the build (tools/buildId.mjs); sources that were not bundled have none. */
declare const BURROW_BUILD: number | undefined;

/**
 * The mark of the build that this code belongs to. Engine, threads and kernels lie in files of their own and agree about
 * addresses: of two builds, they would compute nonsense and not notice. 0 in sources that were not bundled.
 */
export const buildId = typeof BURROW_BUILD === 'number' ? BURROW_BUILD : 0;
