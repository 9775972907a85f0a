/** Stands in for react-devtools-core, which Ink loads only for its developers: bundles stay small. */
const nothing = {
  initialize(): void {},
  connectToDevTools(): void {},
};
export const initialize = nothing.initialize;
export const connectToDevTools = nothing.connectToDevTools;
export { nothing as default };
