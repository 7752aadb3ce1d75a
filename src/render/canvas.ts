import { type MeasuredNode, type Node, Renderer } from "@takumi-rs/core";
import { loadFonts } from "./font.ts";

export type { Node } from "@takumi-rs/core";
export type Style = NonNullable<Node["style"]>;

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const FAMILY = "Noto Sans SC";
let opening: Promise<Renderer> | undefined;

/** Fonts are registered once, at the first picture: 0.06 s. */
function openRenderer(): Promise<Renderer> {
  opening ??= loadFonts().then(async ({ regular, bold }) => {
    const renderer = new Renderer();
    await renderer.registerFont({ name: FAMILY, data: regular, weight: 400 });
    await renderer.registerFont({ name: FAMILY, data: bold, weight: 700 });
    return renderer;
  });
  return opening;
}

/** A tree of nodes as PNG or JPEG; drawn on a thread of its own. Its texts are never read as mark-up. */
export async function draw(
  tree: Node,
  size: Size,
  as: { readonly format: "png" } | { readonly format: "jpeg"; readonly quality: number } = { format: "png" },
): Promise<Buffer> {
  return (await openRenderer()).render(tree, { ...size, ...as, lang: LANGUAGE });
}

/** Where everything would stand, without drawing it. */
export async function measure(tree: Node, size: Size): Promise<MeasuredNode> {
  return (await openRenderer()).measure(tree, { ...size, lang: LANGUAGE });
}

/** Lines break as in Chinese print: no 「，」 begins one, no 「（」 ends one (UAX 14 with `lang` zh). */
const LANGUAGE = "zh-CN";

export function column(style: Style, children: Node[]): Node {
  return {
    type: "container",
    style: { display: "flex", flexDirection: "column", fontFamily: FAMILY, ...style },
    children,
  };
}

export function row(style: Style, children: Node[]): Node {
  return column({ flexDirection: "row", alignItems: "center", ...style }, children);
}

/** Words stay whole unless one alone is longer than the line. */
export function text(words: string, style: Style): Node {
  return { type: "text", text: words, style: { overflowWrap: "anywhere", ...style } };
}

export function svg(source: string, { width, height }: Size): Node {
  return {
    type: "image",
    src: `data:image/svg+xml;utf8,${encodeURIComponent(source)}`,
    width,
    height,
  };
}
