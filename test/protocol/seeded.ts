/**
 * fast-check with one seed for all, so that a run that fails fails again.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: 20_261_122 });

export { fc };
