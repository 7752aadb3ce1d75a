declare module "doiuse" {
  import type { Plugin } from "postcss";

  /** A plugin that tells of every feature that one of the browsers lacks. */
  // biome-ignore lint/style/noDefaultExport: so the package has it
  export default function doiuse(options: {
    readonly browsers: readonly string[];
    readonly ignore?: readonly string[];
    onFeatureUsage(usage: { readonly message: string }): void;
  }): Plugin;
}
