/** Stands in for react-devtools-core, which Ink loads only for its developers: bundles stay small. */
export const initialize = (): void => {};
export const connectToDevTools = (): void => {};
// oxlint-disable-next-line import/no-default-export -- Ink imports the package by its default export
export default { initialize, connectToDevTools };
