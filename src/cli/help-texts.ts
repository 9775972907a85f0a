/**
 * What help says of each command and each of its options, in one language: complete by type, from the specs.
 */
import type { GLOBAL_OPTIONS } from "./command-line.ts";
import type { CommandModule, CommandName } from "./commands.ts";

type ShownOptions<O> = { [K in keyof O as O[K] extends { readonly hidden: true } ? never : K]: string };

export interface HelpTexts {
  readonly usage: string;
  readonly commands: string;
  readonly options: string;
  readonly examples: string;
  readonly about: string;
  /** What `holt` alone does, and where to read on. */
  readonly start: readonly string[];
  readonly global: Readonly<ShownOptions<typeof GLOBAL_OPTIONS>> & { readonly version: string };
  readonly command: {
    readonly [C in CommandName]: {
      readonly summary: string;
      readonly notes?: readonly string[];
      readonly options: Readonly<ShownOptions<CommandModule<C>["spec"]["options"]>>;
    };
  };
}
